#ifndef WORKLEDGER_SERVICES_CODEC_H_
#define WORKLEDGER_SERVICES_CODEC_H_

// Messages from and to gRPC's buffers. The services read requests themselves,
// because gRPC answers one that it cannot parse without saying what is wrong.

#include <cstddef>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace workledger {

// Reads `bytes` into the empty `request`. On error `request` is unspecified.
//
//   RESOURCE_EXHAUSTED  MESSAGE_TOO_LARGE: more than `bytes_max`.
//   INVALID_ARGUMENT    FIELD_INVALID: malformed; FIELD_NOT_UTF8;
//                       FIELD_UNKNOWN. The field is a path, such as
//                       "commands[3].report.text.clear"; an unknown field is
//                       named by its number.
absl::Status Decode(const grpc::ByteBuffer& bytes, size_t bytes_max,
                    google::protobuf::Message& request);

// Replaces `bytes` by `message`.
void Encode(const google::protobuf::Message& message, grpc::ByteBuffer& bytes);

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_CODEC_H_
