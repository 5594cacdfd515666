#include "engine/base/ed25519.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "engine/base/check.h"

namespace workledger {
namespace {

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioDeleter>;

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, ContextDeleter>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Written(BIO& out) {
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(&out, &bytes);
  return {bytes, static_cast<size_t>(size)};
}

// A file is not decrypted: nobody is there to type a password.
int NoPassword(char* /*buffer*/, int /*size*/, int /*write*/, void* /*data*/) {
  return -1;
}

}  // namespace

void SigningKey::Deleter::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

SigningKey SigningKey::Generate() {
  SigningKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  WL_CHECK(key.key_ != nullptr);
  return key;
}

std::optional<SigningKey> SigningKey::FromPem(std::string_view pem) {
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  WL_CHECK(in != nullptr);
  SigningKey key(PEM_read_bio_PrivateKey(in.get(), nullptr, &NoPassword,
                                         /*u=*/nullptr));
  // What it left there would puzzle whoever looks next.
  ERR_clear_error();
  if (key.key_ == nullptr) return std::nullopt;
  if (EVP_PKEY_get_id(key.key_.get()) != EVP_PKEY_ED25519) return std::nullopt;
  return key;
}

std::string SigningKey::ToPem() const {
  const Bio out(BIO_new(BIO_s_mem()));
  WL_CHECK(out != nullptr);
  WL_CHECK(PEM_write_bio_PKCS8PrivateKey(out.get(), key_.get(), nullptr,
                                         nullptr, 0, nullptr, nullptr) == 1);
  return Written(*out);
}

std::string SigningKey::PublicToPem() const {
  const Bio out(BIO_new(BIO_s_mem()));
  WL_CHECK(out != nullptr);
  WL_CHECK(PEM_write_bio_PUBKEY(out.get(), key_.get()) == 1);
  return Written(*out);
}

PublicKey SigningKey::public_key() const {
  PublicKey key;
  size_t size = key.size();
  WL_CHECK(EVP_PKEY_get_raw_public_key(key_.get(), key.data(), &size) == 1);
  WL_CHECK(size == key.size());
  return key;
}

std::string SigningKey::Sign(std::string_view text) const {
  const Context context(EVP_MD_CTX_new());
  WL_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                              key_.get()) == 1);
  std::string signature(64, '\0');
  size_t size = signature.size();
  WL_CHECK(EVP_DigestSign(context.get(),
                          reinterpret_cast<unsigned char*>(signature.data()),
                          &size, Bytes(text), text.size()) == 1);
  WL_CHECK(size == signature.size());
  return signature;
}

bool SignatureHolds(const PublicKey& key, std::string_view text,
                    std::string_view signature) {
  EVP_PKEY* const raw = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                                    key.data(), key.size());
  if (raw == nullptr) return false;
  const Context context(EVP_MD_CTX_new());
  const bool holds =
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, raw) ==
          1 &&
      EVP_DigestVerify(context.get(), Bytes(signature), signature.size(),
                       Bytes(text), text.size()) == 1;
  EVP_PKEY_free(raw);
  ERR_clear_error();
  return holds;
}

}  // namespace workledger
