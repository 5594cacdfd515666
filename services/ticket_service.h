#ifndef WORKLEDGER_SERVICES_TICKET_SERVICE_H_
#define WORKLEDGER_SERVICES_TICKET_SERVICE_H_

// workledger.v1.TicketService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/ticket_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class TicketService final
    : public v1::TicketService::WithRawCallbackMethod_GetTicket<
          v1::TicketService::WithRawCallbackMethod_ListTickets<
              v1::TicketService::WithRawCallbackMethod_Summarize<
                  v1::TicketService::WithRawCallbackMethod_CountTickets<
                      v1::TicketService::WithRawCallbackMethod_ListNotes<
                          v1::TicketService::Service>>>>> {
 public:
  // Both outlive the service.
  TicketService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* GetTicket(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListTickets(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Summarize(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* CountTickets(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListNotes(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_TICKET_SERVICE_H_
