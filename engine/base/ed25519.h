#ifndef WORKLEDGER_BASE_ED25519_H_
#define WORKLEDGER_BASE_ED25519_H_

// Ed25519 signatures (RFC 8032), by OpenSSL.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace workledger {

// A public key in the encoding of RFC 8032.
using PublicKey = std::array<uint8_t, 32>;

// A private key. Thread-safe.
class SigningKey {
 public:
  // Makes a new one of the operating system's random source.
  static SigningKey Generate();

  // Reads one from PEM (PKCS #8); nothing if it is none of Ed25519.
  static std::optional<SigningKey> FromPem(std::string_view pem);

  // Returns it as PEM (PKCS #8), unencrypted.
  std::string ToPem() const;

  PublicKey public_key() const;

  // Returns the public half as PEM (SubjectPublicKeyInfo).
  std::string PublicToPem() const;

  // Returns the signature of `text`, 64 bytes.
  std::string Sign(std::string_view text) const;

 private:
  struct Deleter {
    void operator()(evp_pkey_st* key) const;
  };
  explicit SigningKey(evp_pkey_st* key) : key_(key) {}

  std::unique_ptr<evp_pkey_st, Deleter> key_;
};

// Whether `signature` is one of `text` by the owner of `key`.
bool SignatureHolds(const PublicKey& key, std::string_view text,
                    std::string_view signature);

}  // namespace workledger

#endif  // WORKLEDGER_BASE_ED25519_H_
