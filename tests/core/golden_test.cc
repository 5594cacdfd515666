// Stored events are for ever: these bytes were written once and must keep their
// meaning. golden_events.txt has two lines an example: the event in protobuf's
// text format, then its bytes in hexadecimal. Lines are added, never edited.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "engine/base/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "workledger/v1/event.pb.h"

namespace workledger {
namespace {

using google::protobuf::Message;

struct Golden {
  v1::Event event;
  std::string text;
  std::string hex;
};

std::vector<Golden> ReadGolden() {
  std::vector<Golden> golden;
  std::ifstream file(WORKLEDGER_GOLDEN_EVENTS);
  for (std::string text, hex;
       std::getline(file, text) && std::getline(file, hex);) {
    golden.push_back({Happened(text), text, hex});
  }
  return golden;
}

// Adds the full names of all fields that are set in `message` and below.
void Collect(const Message& message, std::set<std::string>& names) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  const auto& reflection = *message.GetReflection();
  reflection.ListFields(message, &fields);
  for (const auto* const field : fields) {
    names.insert(field->full_name());
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      Collect(reflection.GetMessage(message, field), names);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      Collect(reflection.GetRepeatedMessage(message, field, i), names);
    }
  }
}

// Adds the full names of all fields that `type` and those below have.
void CollectAll(const google::protobuf::Descriptor* type,
                std::set<std::string>& names) {
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* const field = type->field(i);
    const bool seen = !names.insert(field->full_name()).second;
    if (!seen && field->message_type() != nullptr) {
      CollectAll(field->message_type(), names);
    }
  }
}

TEST(GoldenTest, EventsKeepTheirBytes) {
  const std::vector<Golden> golden = ReadGolden();
  ASSERT_FALSE(golden.empty());
  for (const Golden& g : golden) {
    EXPECT_EQ(ToHex(g.event.SerializeAsString()), g.hex) << g.text;
  }
}

TEST(GoldenTest, BytesKeepTheirMeaning) {
  for (const Golden& g : ReadGolden()) {
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(absl::HexStringToBytes(g.hex))) << g.text;
    EXPECT_EQ(event.ShortDebugString(), g.event.ShortDebugString());
  }
}

TEST(GoldenTest, EveryFieldOfEveryEventHasAnExample) {
  std::set<std::string> want;
  CollectAll(v1::Event::descriptor(), want);
  std::set<std::string> got;
  for (const Golden& g : ReadGolden()) Collect(g.event, got);
  std::vector<std::string> missing;
  std::ranges::set_difference(want, got, std::back_inserter(missing));
  EXPECT_THAT(missing, testing::IsEmpty());
}

}  // namespace
}  // namespace workledger
