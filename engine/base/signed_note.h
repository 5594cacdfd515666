#ifndef WORKLEDGER_BASE_SIGNED_NOTE_H_
#define WORKLEDGER_BASE_SIGNED_NOTE_H_

// Signed notes (C2SP signed-note): a text of lines, an empty line, and lines
// with signatures of the text.
//
//   const std::string note = SignNote("some text\n", "example.com/log", key);
//   const VerifierKey trusted = VerifierKeyOf("example.com/log", key);
//   WL_ASSIGN_OR_RETURN(const std::string text, OpenNote(note, trusted));

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/ed25519.h"

namespace workledger {

// Who signed: a name without spaces and plus signs, and a public key.
struct VerifierKey {
  std::string name;
  PublicKey key{};

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

VerifierKey VerifierKeyOf(std::string_view name, const SigningKey& key);

// {name}+{key id in hex}+{base64 of 0x01 ‖ public key}, as Go's sumdb/note
// writes it.
std::string ToText(const VerifierKey& key);

// The reverse; white space around it does not matter.
//
//   INVALID_ARGUMENT  FIELD_INVALID: it is no such text, or its parts do not
//                     fit together.
absl::StatusOr<VerifierKey> ParseVerifierKey(std::string_view text);

// Returns the note. `text` ends with a newline.
std::string SignNote(std::string_view text, std::string_view name,
                     const SigningKey& key);

// Returns the text of a note that `key` has signed; other signatures beside
// that one do not matter.
//
//   INVALID_ARGUMENT  FIELD_INVALID: it is no note.
//   DATA_LOSS         SIGNATURE_INVALID: it has no signature of the key, or a
//                     wrong one.
absl::StatusOr<std::string> OpenNote(std::string_view note,
                                     const VerifierKey& key);

}  // namespace workledger

#endif  // WORKLEDGER_BASE_SIGNED_NOTE_H_
