#include "services/listen_address.h"

#include "gtest/gtest.h"
#include "workledger/error.h"

namespace workledger {
namespace {

TEST(ListenAddressTest, TakesLoopbackAndUnixSockets) {
  for (const char* text : {"127.0.0.1:0", "127.255.0.9:65535", "[::1]:80",
                           "localhost:7000", "unix:/run/workledger.sock"}) {
    const auto address = ParseListenAddress(text);
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(address->ToString(), text);
  }
}

TEST(ListenAddressTest, RefusesEverythingElse) {
  for (const char* text : {"0.0.0.0:1", "10.0.0.1:1", "[::]:1", "128.0.0.1:1",
                           "example.com:1", "127.0.0.1.example.com:1", "::1:80",
                           "", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:-1",
                           "127.0.0.1:65536", "127.0.0.1:http", "unix:"}) {
    const absl::Status status = ParseListenAddress(text).status();
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << text;
    EXPECT_EQ(ErrorOf(status).field(), "listen") << text;
  }
}

}  // namespace
}  // namespace workledger
