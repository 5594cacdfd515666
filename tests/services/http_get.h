#ifndef WORKLEDGER_TESTS_SERVICES_HTTP_GET_H_
#define WORKLEDGER_TESTS_SERVICES_HTTP_GET_H_

// A request over HTTP as plain as it can be.

#include <string>

namespace workledger {

// Returns all that `address` (127.0.0.1:PORT) answers to GET `path`, its head
// included; empty if it cannot be reached.
std::string HttpGet(const std::string& address, const std::string& path);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SERVICES_HTTP_GET_H_
