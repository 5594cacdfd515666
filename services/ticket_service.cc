#include "services/ticket_service.h"

#include "services/unary.h"

namespace workledger {

grpc::ServerUnaryReactor* TicketService::GetTicket(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::GetTicket,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* TicketService::ListTickets(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ListTickets,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* TicketService::Summarize(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::Summarize,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* TicketService::CountTickets(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::CountTickets,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* TicketService::ListNotes(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ListNotes,
                    {*context, *request, *response});
}

}  // namespace workledger
