#include "services/catalogue_service.h"

#include "services/unary.h"

namespace workledger {

grpc::ServerUnaryReactor* CatalogueService::ListCatalogue(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ListCatalogue,
                    {*context, *request, *response});
}

}  // namespace workledger
