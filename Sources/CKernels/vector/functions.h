// Exponential, error function and what is made of them.

/// 2^x for x <= 0 to about one unit in the last place; 0 below -126.
///
/// x = n + r with |r| <= 1/2; the polynomial is the Taylor series of 2^r to the seventh degree.
INLINE vec power_of_two(vec x) {
    vec bounded = larger(x, (vec)-126.0f);
    vec shifted = bounded + 12582912.0f;  // 1.5 · 2^23 rounds to a whole number
    vec n = shifted - 12582912.0f;
    vec r = bounded - n;
    vec p = (vec)1.525273380405984e-5f;
    p = p * r + 1.540353039338161e-4f;
    p = p * r + 1.333355814642844e-3f;
    p = p * r + 9.618129107628477e-3f;
    p = p * r + 5.550410866482158e-2f;
    p = p * r + 2.402265069591007e-1f;
    p = p * r + 6.931471805599453e-1f;
    p = p * r + 1.0f;
    ints exponent = (__builtin_convertvector(n, ints) + 127) << 23;
    vec power = p * (vec)exponent;
    return x < -126.0f ? (vec)0.0f : power;
}

/// exp(x) for x <= 0; 0 below -87.
///
/// x = n · ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite 1980); Taylor series to the seventh degree.
INLINE vec exponential(vec x) {
    vec bounded = larger(x, (vec)-87.33f);
    vec shifted = bounded * 1.442695040888963f + 12582912.0f;
    vec n = shifted - 12582912.0f;
    // ln 2 in two parts, the first with few enough bits that n times it is exact.
    vec r = (bounded - n * 0.693145751953125f) - n * 1.428606765330187e-6f;
    vec p = (vec)1.984126984126984e-4f;
    p = p * r + 1.388888888888889e-3f;
    p = p * r + 8.333333333333333e-3f;
    p = p * r + 4.166666666666667e-2f;
    p = p * r + 1.666666666666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    ints exponent = (__builtin_convertvector(n, ints) + 127) << 23;
    vec power = p * (vec)exponent;
    return x < -87.33f ? (vec)0.0f : power;
}

INLINE vec magnitude_of(vec x) {
    return (vec)((ints)x & 0x7fffffff);
}

INLINE vec with_sign_of(vec magnitude, vec sign) {
    ints bit = (ints)sign & (ints)INT32_MIN;
    return (vec)((ints)magnitude | bit);
}

/// The error function within 1e-7.
///
/// 1 - erf(x) = 2^(-x · q(x)) for x in 0 … 4; q fitted by iteratively reweighted least squares so
/// that the largest error of erf, 2e-8 before rounding, is as small as degree 7 allows.
INLINE vec error_function(vec x) {
    vec a = smaller(magnitude_of(x), (vec)4.0f);
    vec q = (vec)4.5358523493632674e-05f;
    q = q * a - 4.4550682650879025e-04f;
    q = q * a + 1.489438465796411e-03f;
    q = q * a + 7.746355840936303e-04f;
    q = q * a - 2.8253687545657158e-02f;
    q = q * a + 1.4848162233829498e-01f;
    q = q * a + 9.184163808822632e-01f;
    q = q * a + 1.6279085874557495f;
    return with_sign_of(1.0f - power_of_two(-a * q), x);
}

INLINE vec gelu_of(vec x) {
    return 0.5f * x * (1.0f + error_function(x * 0.7071067811865476f));
}

INLINE vec sigmoid_of(vec x) {
    vec e = exponential(-magnitude_of(x));
    vec small = e / (1.0f + e);
    return x < 0.0f ? small : 1.0f - small;
}

INLINE vec tanh_of(vec x) {
    vec e = exponential(-2.0f * magnitude_of(x));
    return with_sign_of((1.0f - e) / (1.0f + e), x);
}

INLINE vec relu_of(vec x) { return larger(x, (vec)0.0f); }

INLINE vec relu6_of(vec x) { return smaller(relu_of(x), (vec)6.0f); }

INLINE vec silu_of(vec x) { return x * sigmoid_of(x); }

INLINE vec activated(vec x, long activation) {
    if (activation == ck_activation_relu) return relu_of(x);
    if (activation == ck_activation_relu6) return relu6_of(x);
    if (activation == ck_activation_gelu) return gelu_of(x);
    if (activation == ck_activation_silu) return silu_of(x);
    return x;
}
