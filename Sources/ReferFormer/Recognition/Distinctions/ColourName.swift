/// A colour as people name it: a part of the colour space by hue, saturation and value.
package enum ColourName: String, Sendable, CaseIterable {
    case red, orange, yellow, green, blue, purple, pink, brown, white, black, grey

    /// - `red`, `green`, `blue`: 0…1.
    func matches(red: Float, green: Float, blue: Float) -> Bool {
        let value = max(red, green, blue)
        let range = value - min(red, green, blue)
        let saturation = value > 0 ? range / value : 0
        let hue = Self.hue(red, green, blue, value: value, range: range)
        return switch self {
        case .red: (hue < 16 || hue > 344) && saturation > 0.35 && value > 0.24
        case .orange: (16..<40).contains(hue) && saturation > 0.43 && value > 0.35
        case .yellow: (40..<68).contains(hue) && saturation > 0.31 && value > 0.35
        case .green: (68..<172).contains(hue) && saturation > 0.2 && value > 0.16
        case .blue: (172..<264).contains(hue) && saturation > 0.2 && value > 0.16
        case .purple: (250..<320).contains(hue) && saturation > 0.18 && value > 0.16
        case .pink: (290..<356).contains(hue) && saturation > 0.16 && value > 0.43
        case .brown: (8..<40).contains(hue) && saturation > 0.24 && (0.12..<0.67).contains(value)
        case .white: saturation < 0.2 && value > 0.67
        case .black: value < 0.24
        case .grey: saturation < 0.18 && (0.24..<0.7).contains(value)
        }
    }

    /// In degrees, 0 red, 120 green, 240 blue.
    private static func hue(
        _ red: Float, _ green: Float, _ blue: Float, value: Float, range: Float
    ) -> Float {
        guard range > 0 else { return 0 }
        if value == red { return 60 * ((green - blue) / range + (green < blue ? 6 : 0)) }
        return value == green ? 60 * ((blue - red) / range + 2) : 60 * ((red - green) / range + 4)
    }
}
