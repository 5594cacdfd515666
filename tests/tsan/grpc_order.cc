// Tells the thread sanitizer in which order gRPC hands things over. gRPC's
// library is not instrumented, so the locks and queues that order its callbacks
// cannot be seen, while its callback API lies in headers and is compiled into
// our programs: without this, every call is reported. These functions stand in
// front of the library's (the programs are searched first) and state no more
// than what it promises:
//
//   what is done before a batch starts is done before its tag comes back;
//   what is done before a batch starts is done before another call begins on
//   a server, or ends at a client: it went over the wire;
//   OnDone and OnCancel run after what leads to them, and OnDone before the
//   server is destroyed;
//   a reactor's own lock, which is Abseil's, excludes.
//
// Nothing orders the callbacks of a call with the threads of the engine: that
// is ours to do, and reported if we do not. Part of `workledger_grpc` in builds
// with the thread sanitizer only. Known to fit gRPC 1.51 and Abseil 20220623 as
// Debian 12 has them.

#include <dlfcn.h>
#include <link.h>
#include <sanitizer/tsan_interface.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <thread>
#include <utility>

#include "absl/base/config.h"
#include "absl/synchronization/mutex.h"
#include "grpc/grpc.h"
#include "grpcpp/support/server_callback.h"

namespace {

using Run = void (*)(grpc_completion_queue_functor*, int);

char wire;  // its address stands for the network

// The functions that functors run, each at the index of its wrapper. There are
// two in gRPC's headers, and some in its library.
std::array<std::atomic<Run>, 16> runs;

template <size_t kIndex>
void RunInOrder(grpc_completion_queue_functor* functor, int ok) {
  __tsan_acquire(functor);
  runs[kIndex].load(std::memory_order_relaxed)(functor, ok);
}

template <size_t... kIndex>
constexpr std::array<Run, sizeof...(kIndex)> Wrappers(
    std::index_sequence<kIndex...>) {
  return {&RunInOrder<kIndex>...};
}
constexpr std::array<Run, 16> kWrappers =
    Wrappers(std::make_index_sequence<16>());

Run InOrder(Run run) {
  for (const Run wrapper : kWrappers) {
    if (run == wrapper) return run;
  }
  for (size_t i = 0; i < runs.size(); ++i) {
    Run known = nullptr;
    // Relaxed, so that it orders nothing itself.
    if (runs[i].compare_exchange_strong(known, run,
                                        std::memory_order_relaxed) ||
        known == run) {
      return kWrappers[i];
    }
  }
  std::abort();
}

int ContainsCode(dl_phdr_info* module, size_t /*size*/, void* address) {
  for (int i = 0; i < module->dlpi_phnum; ++i) {
    const auto& segment = module->dlpi_phdr[i];
    const uintptr_t begin = module->dlpi_addr + segment.p_vaddr;
    const auto place = reinterpret_cast<uintptr_t>(address);
    if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0 &&
        place >= begin && place < begin + segment.p_memsz) {
      return 1;
    }
  }
  return 0;
}

// A tag is a functor that is run, or an object that is returned and begins with
// the address of its table of virtual functions.
__attribute__((no_sanitize_thread)) void OrderTag(void* tag) {
  if (tag == nullptr) return;
  auto* const functor = static_cast<grpc_completion_queue_functor*>(tag);
  const Run run = functor->functor_run;
  if (dl_iterate_phdr(&ContainsCode, reinterpret_cast<void*>(run)) == 1) {
    functor->functor_run = InOrder(run);
  }
  __tsan_release(tag);
}

grpc_event Completed(const grpc_event& event) {
  if (event.type == GRPC_OP_COMPLETE) {
    if (event.tag != nullptr) __tsan_acquire(event.tag);
    __tsan_acquire(&wire);
  }
  return event;
}

// The library's own function of that name.
template <typename Function>
Function* Next(Function* /*like*/, const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// Of a member function without parameters, under its mangled name.
template <typename Class>
auto* NextMember(const char* name) {
  return reinterpret_cast<void (*)(Class*)>(dlsym(RTLD_NEXT, name));
}

// Whether a caller belongs to the program, not to a library: gRPC's own locks
// would order far more than gRPC promises.
extern "C" char __executable_start;
extern "C" char etext;
bool IsOurs(const void* caller) {
  return caller >= &__executable_start && caller < &etext;
}

}  // namespace

extern "C" {

grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* ops,
                                      size_t nops, void* tag, void* reserved) {
  static auto* const next =
      Next(&grpc_call_start_batch, "grpc_call_start_batch");
  OrderTag(tag);
  __tsan_release(&wire);
  return next(call, ops, nops, tag, reserved);
}

grpc_event grpc_completion_queue_pluck(grpc_completion_queue* queue, void* tag,
                                       gpr_timespec deadline, void* reserved) {
  static auto* const next =
      Next(&grpc_completion_queue_pluck, "grpc_completion_queue_pluck");
  return Completed(next(queue, tag, deadline, reserved));
}

grpc_event grpc_completion_queue_next(grpc_completion_queue* queue,
                                      gpr_timespec deadline, void* reserved) {
  static auto* const next =
      Next(&grpc_completion_queue_next, "grpc_completion_queue_next");
  return Completed(next(queue, deadline, reserved));
}

// A server's handlers begin with it.
void grpc_call_ref(grpc_call* call) {
  static auto* const next = Next(&grpc_call_ref, "grpc_call_ref");
  __tsan_acquire(&wire);
  next(call);
}

// Comes after OnDone.
void grpc_call_unref(grpc_call* call) {
  static auto* const next = Next(&grpc_call_unref, "grpc_call_unref");
  __tsan_release(&wire);
  next(call);
}

void grpc_server_destroy(grpc_server* server) {
  static auto* const next = Next(&grpc_server_destroy, "grpc_server_destroy");
  next(server);
  __tsan_acquire(&wire);
}

}  // extern "C"

namespace grpc::internal {

// The library does the same in a thread of its pool. The counts are those by
// which it knows that the time has come; it may have counted last, unseen.
void ServerCallbackCall::ScheduleOnDone(bool inline_ondone) {
  callbacks_outstanding_.load(std::memory_order_acquire);
  if (inline_ondone) return CallOnDone();
  std::thread([this] { CallOnDone(); }).detach();
}

void ServerCallbackCall::CallOnCancel(ServerReactor* reactor) {
  on_cancel_conditions_remaining_.load(std::memory_order_acquire);
  if (reactor->InternalInlineable()) return reactor->OnCancel();
  Ref();
  std::thread([this, reactor] {
    reactor->OnCancel();
    MaybeDone();
  }).detach();
}

}  // namespace grpc::internal

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  static auto* const next = NextMember<Mutex>("_ZN4absl7debian35Mutex4LockEv");
  next(this);
  if (IsOurs(__builtin_return_address(0))) __tsan_acquire(this);
}

void Mutex::Unlock() {
  static auto* const next =
      NextMember<Mutex>("_ZN4absl7debian35Mutex6UnlockEv");
  if (IsOurs(__builtin_return_address(0))) __tsan_release(this);
  next(this);
}

ABSL_NAMESPACE_END
}  // namespace absl
