#include "tests/services/http_get.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace workledger {

std::string HttpGet(const std::string& address, const std::string& path) {
  const size_t colon = address.rfind(':');
  sockaddr_in peer{.sin_family = AF_INET};
  peer.sin_port =
      htons(static_cast<uint16_t>(std::stoi(address.substr(colon + 1))));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &peer.sin_addr);
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  std::string answer;
  if (connect(connection, reinterpret_cast<sockaddr*>(&peer), sizeof(peer)) ==
      0) {
    const std::string request =
        absl::StrCat("GET ", path, " HTTP/1.0\r\nHost: ", address, "\r\n\r\n");
    send(connection, request.data(), request.size(), MSG_NOSIGNAL);
    char part[4096];
    ssize_t bytes = 0;
    while ((bytes = recv(connection, part, sizeof(part), 0)) > 0) {
      answer.append(part, static_cast<size_t>(bytes));
    }
  }
  close(connection);
  return answer;
}

}  // namespace workledger
