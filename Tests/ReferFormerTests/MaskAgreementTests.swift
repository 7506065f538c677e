import Testing

@testable import ReferFormer

@Suite("How a mask and what stands out agree")
struct MaskAgreementTests {
    @Test("where nothing stands out, the mask's peak speaks, and all of the mask is outside")
    func nothingStandsOut() {
        let agreement = MaskAgreement(mask: [-3, 2, 1, -4], salience: [-1, -2, -0.5, -9])
        #expect(agreement.high == 2 && agreement.low == 2)
        #expect(agreement.covered == 0 && agreement.outside == 1)
    }

    @Test("a mask on all that stands out covers it, and nothing is outside")
    func fullCover() {
        let mask: [Float] = (1...20).map(Float.init) + [-5, -5]
        let salience = [Float](repeating: 4, count: 20) + [-4, -4]
        let agreement = MaskAgreement(mask: mask, salience: salience)
        #expect(agreement.high == 19 && agreement.low == 3)
        #expect(agreement.covered == 1 && agreement.outside == 0)
    }

    @Test("shares of both, with the places in any order")
    func shares() {
        let agreement = MaskAgreement(
            mask: [3, -2, 5, -1, 2, 6, 1, -8], salience: [1, 2, -1, 7, 4, -3, -2, -1])
        #expect(agreement.high == 3 && agreement.low == -2)
        #expect(agreement.covered == 0.5)
        #expect(agreement.outside == 0.6)
    }

    @Test("no mask anywhere is outside altogether; a place of salience 0 is on neither side")
    func borders() {
        let none = MaskAgreement(mask: [-1, -2], salience: [3, 3])
        #expect(none.covered == 0 && none.outside == 1)
        let edge = MaskAgreement(mask: [1, 1], salience: [0, 0])
        #expect(edge.covered == 0 && edge.outside == 0)
        #expect(edge.high == 1)
    }
}
