#ifndef WORKLEDGER_CORE_SHAPE_H_
#define WORKLEDGER_CORE_SHAPE_H_

// What the schema says of a field only in words: how long it may be, and
// whether it must be there.

#include <cstddef>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace workledger {

// Messages whose type says more than their fields do.
enum class MessageKind {
  kPlain,
  kTimestamp,
  kDuration,
  kPersonalText,
  kAttachment,
};

struct MessageShape;

struct FieldShape {
  const google::protobuf::FieldDescriptor* field;
  // Bytes of a string or bytes field, items of a list; 0 where neither.
  size_t max;
  bool required;
  // Whether it is a case of a oneof.
  bool in_oneof;
  // Of a message field, else null. Lives as long as the program.
  const MessageShape* message;
};

struct MessageShape {
  MessageKind kind;
  // In the order of their declaration; none of those outside the schema.
  std::vector<FieldShape> fields;
  std::vector<const google::protobuf::OneofDescriptor*> oneofs;
};

// Returns the shape of `message`, which is reachable from a request of one of
// the services. Thread-safe.
const MessageShape& ShapeOf(const google::protobuf::Descriptor* message);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SHAPE_H_
