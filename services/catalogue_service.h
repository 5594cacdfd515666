#ifndef WORKLEDGER_SERVICES_CATALOGUE_SERVICE_H_
#define WORKLEDGER_SERVICES_CATALOGUE_SERVICE_H_

// workledger.v1.CatalogueService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/catalogue_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class CatalogueService final
    : public v1::CatalogueService::WithRawCallbackMethod_ListCatalogue<
          v1::CatalogueService::Service> {
 public:
  // Both outlive the service.
  CatalogueService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* ListCatalogue(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_CATALOGUE_SERVICE_H_
