/// OpenSSL's digests for Swift.
#pragma once
#include <openssl/evp.h>
