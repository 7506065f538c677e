import Testing

@testable import ReferFormer

@Suite("How a mask and what stands out agree")
struct MaskAgreementTests {
    @Test("where nothing stands out, the mask's peak speaks, and all of the mask is outside")
    func nothingStandsOut() {
        let agreement = MaskAgreement(
            mask: [-3, 2, 1, -4], region: [false, false, false, false])
        #expect(agreement.high == 2 && agreement.low == 2)
        #expect(agreement.covered == 0 && agreement.outside == 1)
    }

    @Test("a mask on all that stands out covers it, and nothing is outside")
    func fullCover() {
        let mask: [Float] = (1...20).map(Float.init) + [-5, -5]
        let region = [Bool](repeating: true, count: 20) + [false, false]
        let agreement = MaskAgreement(mask: mask, region: region)
        #expect(agreement.high == 19 && agreement.low == 3)
        #expect(agreement.covered == 1 && agreement.outside == 0)
    }

    @Test("shares of both, with the places in any order")
    func shares() {
        let agreement = MaskAgreement(
            mask: [3, -2, 5, -1, 2, 6, 1, -8],
            region: [true, true, false, true, true, false, false, false])
        #expect(agreement.high == 3 && agreement.low == -2)
        #expect(agreement.covered == 0.5)
        #expect(agreement.outside == 0.6)
    }

    @Test("no mask anywhere is outside altogether")
    func borders() {
        let none = MaskAgreement(mask: [-1, -2], region: [true, true])
        #expect(none.covered == 0 && none.outside == 1)
        #expect(none.high == -1 && none.low == -2)
    }
}
