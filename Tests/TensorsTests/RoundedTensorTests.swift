import Testing

@testable import Tensors

@Suite struct RoundedTensorTests {
    @Test("the nearest of the numbers with eight digits, the even one of two")
    func rounding() {
        let values: [Float] = [
            1, 1 + 0x1p-8, 1 + 0x1.8p-7, 1 + 0x1.1p-8, -3.14159, 0, 65_504, 1e-30,
        ]
        let found = RoundedTensor(Tensor(shape: [8], values: values)).tensor.values
        #expect(found[..<4] == [1, 1, 1 + 0x1p-6, 1 + 0x1p-7])
        #expect(found[5] == 0)
        for (value, found) in zip(values, found) {
            #expect(abs(value - found) <= abs(value) * 0x1p-8)
        }
    }

    @Test("rows and other shapes share what is kept")
    func parts() {
        let values = (0..<24).map(Float.init)
        let rounded = RoundedTensor(Tensor(shape: [1, 4, 6], values: values))
        let rows = rounded.reshaped([4, 6]).rows(1..<3)
        #expect(rows.shape == [2, 6] && rows.tensor.values == Array(values[6..<18]))
        let last = rows.reshaped([4, 3]).rows(3..<4)
        #expect(last.tensor.values == [15, 16, 17])
    }
}
