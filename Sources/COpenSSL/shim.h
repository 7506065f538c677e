/// OpenSSL's digests for Swift.
#pragma once
#include <openssl/crypto.h>
#include <openssl/evp.h>
