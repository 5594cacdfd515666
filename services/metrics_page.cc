#include "services/metrics_page.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// CivetWeb knows no names.
std::string ToNumbers(const ListenAddress& address) {
  const std::string host =
      address.host == "localhost" ? "127.0.0.1" : address.host;
  return absl::StrCat(host, ":", address.port);
}

}  // namespace

absl::StatusOr<ListenAddress> ParseMetricsAddress(const std::string& text) {
  absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
  if (address.ok() && !address->unix_socket) return address;
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "metrics",
                    absl::StrCat("got ", text,
                                 ", want HOST:PORT with a loopback host, for "
                                 "example 127.0.0.1:9464"));
}

absl::StatusOr<std::unique_ptr<MetricsPage>> MetricsPage::Start(
    ListenAddress listen,
    std::vector<std::shared_ptr<prometheus::Collectable>> sources) {
  std::unique_ptr<MetricsPage> page(new MetricsPage());
  try {  // CivetWeb's wrapper knows no other way.
    page->exposer_ =
        std::make_unique<prometheus::Exposer>(ToNumbers(listen), 1);
  } catch (const std::exception& error) {
    return absl::UnavailableError(
        absl::StrCat("metrics: got ", listen.ToString(),
                     ", want an address of this machine that is not in use"));
  }
  listen.port = page->exposer_->GetListeningPorts().front();
  page->address_ = listen.ToString();
  page->sources_ = std::move(sources);
  for (const auto& source : page->sources_) {
    page->exposer_->RegisterCollectable(source);
  }
  return page;
}

}  // namespace workledger
