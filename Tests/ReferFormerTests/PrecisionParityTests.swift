import ShippedFiles
import Tensors
import Testing
import Verification

/// Every family against its authors' code with weights of bfloat16 and of 8 bits.
@Suite("Less precise weights stay within their own tolerances")
struct PrecisionParityTests {
    private static let references = [
        "resnet50.small", "swin_t.small", "video_swin_t.small", "onlinerefer_tiny",
        "onlinerefer_tiny_swin", "mttr_tiny", "mutr_tiny", "mutr_tiny_convmae",
        "mutr_tiny_convnext", "mutr_tiny_video_swin", "soc_tiny",
    ]

    @Test(.serialized, arguments: references, [Precision.bf16, .int8])
    func parity(_ name: String, _ precision: Precision) throws {
        let certificate = try Certificate(
            weights: Certificate.generated,
            golden: ShippedFiles.reference("\(name).safetensors").path, precision: precision,
            threads: 2)
        #expect(certificate.isVerified, "\(certificate.line)")
        let stages = certificate.comparison.stages
        // It is another precision indeed.
        #expect(stages.contains { $0.error > 1e-3 * $0.largest })
    }
}
