#ifndef WORKLEDGER_CORE_SHAPE_H_
#define WORKLEDGER_CORE_SHAPE_H_

// What the schema says of a field only in words: how long it may be, and
// whether it must be there.

#include <cstddef>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace workledger {

struct FieldShape {
  const google::protobuf::FieldDescriptor* field;
  // Bytes of a string or bytes field, items of a list; 0 where neither.
  size_t max;
  bool required;
  // Whether it is a case of a oneof.
  bool in_oneof;
};

// Returns the shapes of the fields of `message`, in the order of their
// declaration. `message` is reachable from a request of one of the services.
// Thread-safe.
const std::vector<FieldShape>& ShapeOf(
    const google::protobuf::Descriptor* message);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SHAPE_H_
