#include "engine/base/signed_note.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/digest.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// The signature type of Ed25519 in key ids and verifier keys.
constexpr char kEd25519 = 1;
constexpr size_t kKeyIdBytes = 4;
constexpr std::string_view kDash = "\u2014 ";

std::string_view Bytes(const PublicKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::string TypedKey(const VerifierKey& key) {
  return std::string(1, kEd25519).append(Bytes(key.key));
}

// SHA-256(name ‖ 0x0a ‖ type ‖ public key), of that the first four bytes.
std::string KeyId(const VerifierKey& key) {
  const Digest digest = Sha256({key.name, "\n", TypedKey(key)});
  return std::string(AsBytes(digest).substr(0, kKeyIdBytes));
}

absl::Status NoKey(std::string_view message) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "verifier key", message);
}

absl::Status NoNote(std::string_view message) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "note", message);
}

absl::Status NotSigned(std::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss,
                   v1::ERROR_REASON_SIGNATURE_INVALID,
                   absl::StrCat("note: ", ToAbsl(message)));
}

// Base64 is decoded strictly: what is not written as it would be written here
// is a second form of the same thing.
std::optional<std::string> FromBase64(std::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(ToAbsl(text), &bytes) ||
      absl::Base64Escape(bytes) != ToAbsl(text)) {
    return std::nullopt;
  }
  return bytes;
}

// Takes a signature line apart: {"— ", name, " ", base64}.
struct SignatureLine {
  std::string_view name;
  std::string bytes;  // key id, signature
};

std::optional<SignatureLine> ParseSignature(std::string_view line) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const size_t space = line.find(' ');
  if (space == 0 || space == line.npos) return std::nullopt;
  std::optional<std::string> bytes = FromBase64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return std::nullopt;
  return SignatureLine{.name = line.substr(0, space),
                       .bytes = *std::move(bytes)};
}

}  // namespace

VerifierKey VerifierKeyOf(std::string_view name, const SigningKey& key) {
  return {.name = std::string(name), .key = key.public_key()};
}

std::string ToText(const VerifierKey& key) {
  return absl::StrCat(key.name, "+", ToHex(KeyId(key)), "+",
                      absl::Base64Escape(TypedKey(key)));
}

absl::StatusOr<VerifierKey> ParseVerifierKey(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(
      absl::StripAsciiWhitespace(ToAbsl(text)), absl::MaxSplits('+', 2));
  if (parts.size() != 3 || parts[0].empty() ||
      parts[0].find_first_of(" \t\r\n") != std::string::npos) {
    return NoKey("want NAME+KEYID+BASE64 in one line");
  }
  VerifierKey key{.name = parts[0]};
  const std::optional<std::string> typed = FromBase64(parts[2]);
  if (!typed || typed->size() != 1 + key.key.size() ||
      typed->front() != kEd25519) {
    return NoKey("want the base64 of 01 and 32 bytes, for Ed25519");
  }
  std::copy(typed->begin() + 1, typed->end(), key.key.begin());
  if (parts[1] != ToHex(KeyId(key))) {
    return NoKey(absl::StrCat("got key id ", parts[1], ", want ",
                              ToHex(KeyId(key)), " for this name and key"));
  }
  return key;
}

std::string SignNote(std::string_view text, std::string_view name,
                     const SigningKey& key) {
  const std::string signature =
      KeyId(VerifierKeyOf(name, key)).append(key.Sign(text));
  return absl::StrCat(ToAbsl(text), "\n", ToAbsl(kDash), ToAbsl(name), " ",
                      absl::Base64Escape(signature), "\n");
}

absl::StatusOr<std::string> OpenNote(std::string_view note,
                                     const VerifierKey& key) {
  const bool printable = std::ranges::all_of(note, [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\n';
  });
  const size_t gap = note.rfind("\n\n");
  if (!printable || gap == note.npos || !note.ends_with('\n')) {
    return NoNote("want lines of text, an empty line, and signatures");
  }
  const std::string_view text = note.substr(0, gap + 1);
  std::string_view lines = note.substr(gap + 2);
  if (lines.empty()) return NoNote("got no signature");
  bool signed_by_key = false;
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    const auto line = ParseSignature(lines.substr(0, end));
    if (!line) return NoNote("got a line that is no signature");
    lines.remove_prefix(end + 1);
    if (line->name != key.name ||
        line->bytes.substr(0, kKeyIdBytes) != KeyId(key)) {
      continue;
    }
    if (!SignatureHolds(key.key, text, line->bytes.substr(kKeyIdBytes))) {
      return NotSigned(absl::StrCat("the signature of ", key.name,
                                    " is not one of this text"));
    }
    signed_by_key = true;
  }
  if (!signed_by_key) {
    return NotSigned(absl::StrCat("got no signature of ", ToText(key)));
  }
  return std::string(text);
}

}  // namespace workledger
