// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "refseg",
    platforms: [.macOS(.v14)],
    products: [
        .executable(name: "refseg", targets: ["refseg"]),
        .library(name: "RefSeg", targets: ["Segmenter"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        // C: hot loops and the evidence channels; system libraries; a shim over libsentencepiece.
        .target(name: "CKernels"),
        .target(name: "CEvidence"),
        .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CTurboJPEG", providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CSndFile", providers: [.apt(["libsndfile1-dev"])]),
        .systemLibrary(name: "CSoxr", providers: [.apt(["libsoxr-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        .target(
            name: "CSentencePiece", linkerSettings: [.linkedLibrary("sentencepiece")]),
        // Debian's library is called after its kind of HDF5; elsewhere there is one kind.
        .target(
            name: "CArrayFiles",
            linkerSettings: [
                .linkedLibrary("hdf5_serial", .when(platforms: [.linux])),
                .linkedLibrary("hdf5", .when(platforms: [.macOS])), .linkedLibrary("matio"),
            ]),

        // Swift, from the bottom up.
        .target(name: "Randomness"),
        .target(name: "Tensors", dependencies: ["CKernels"]),
        .target(name: "Files", dependencies: ["COpenSSL", "CZstd", "Parsing"]),
        .target(name: "Parsing"),
        .target(name: "Weights", dependencies: ["Files", "Parsing", "Tensors"]),
        .target(name: "Layers", dependencies: ["Tensors", "Weights"]),
        .target(name: "Checkpoints", dependencies: ["Files", "Parsing", "Tensors", "Weights"]),
        .target(name: "ShippedFiles", path: "Vocab", resources: [.copy("Resources")]),
        .target(
            name: "Language", dependencies: ["CSentencePiece", "Files", "Parsing", "ShippedFiles"]),
        .target(name: "Masks"),
        .target(name: "Metrics", dependencies: ["Masks", "Randomness"]),
        .target(name: "Media", dependencies: ["CPNG", "CTurboJPEG", "Files", "Masks", "Parsing"]),
        .target(name: "Audio", dependencies: ["CSndFile", "CSoxr", "Files", "Media", "Parsing"]),
        .target(
            name: "Datasets",
            dependencies: ["Audio", "CArrayFiles", "Files", "Masks", "Media", "Parsing"]),
        .target(name: "Evidence", dependencies: ["CEvidence", "Media", "Tensors"]),
        .target(name: "ReferFormer", dependencies: ["Layers", "Tensors", "Weights"]),
        .target(name: "MTTR", dependencies: ["Layers", "ReferFormer", "Tensors", "Weights"]),
        .target(
            name: "ModelFiles",
            dependencies: [
                "Checkpoints", "Files", "Language", "MTTR", "ReferFormer", "Tensors", "Weights",
            ]),
        .target(
            name: "Speech",
            dependencies: [
                "Audio", "Checkpoints", "Files", "Language", "Layers", "Parsing", "ShippedFiles",
                "Tensors",
                "Weights",
            ]),
        .target(name: "Decisions", dependencies: ["Masks", "MTTR", "ReferFormer", "Tensors"]),
        .target(
            name: "Verification",
            dependencies: [
                "Checkpoints", "Decisions", "Files", "MTTR", "Media", "ModelFiles", "ReferFormer",
                "Speech", "Tensors", "ShippedFiles", "Weights",
            ]),
        .target(
            name: "Segmenter",
            dependencies: [
                "Checkpoints", "Decisions", "Evidence", "Files", "Language", "MTTR", "Media",
                "ModelFiles", "Parsing", "ReferFormer", "Speech", "Tensors", "ShippedFiles",
                "Weights",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "Serving",
            dependencies: ["Files", "Language", "Media", "Parsing", "Segmenter", "ShippedFiles"]),
        .target(
            name: "Evaluation",
            dependencies: [
                "Audio", "Datasets", "Decisions", "Files", "Masks", "Media", "Metrics", "Parsing",
                "Segmenter", "Tensors",
            ]),
        .executableTarget(
            name: "refseg",
            dependencies: [
                "Audio", "Benchmarks", "CArrayFiles", "CKernels", "COpenSSL", "CPNG", "CSndFile",
                "CSoxr", "CZstd", "Datasets", "Evaluation", "Evidence", "Files", "Language",
                "Media", "ModelFiles", "Parsing", "Segmenter", "Serving", "ShippedFiles", "Speech",
                "Tensors", "Verification",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "Benchmarks",
            dependencies: ["Audio", "Files", "Media", "ReferFormer", "Tensors", "Weights"]),
        .executableTarget(
            name: "KernelBench", dependencies: ["Layers", "ReferFormer", "Tensors", "Weights"]),
        .executableTarget(name: "MetricsBench", dependencies: ["Masks", "Metrics"]),

        // What several test targets share; OpenBLAS, whose products those of Tensors are compared with.
        .systemLibrary(
            name: "COpenBLAS", path: "Tests/Support/COpenBLAS",
            providers: [.apt(["libopenblas-dev"])]),
        .target(
            name: "GeneratedMasks", dependencies: ["Masks"], path: "Tests/Support/GeneratedMasks"),
        .target(name: "PlainClient", path: "Tests/Support/PlainClient"),
        .target(name: "ReferencePython", path: "Tests/Support/ReferencePython"),
        .target(
            name: "TinyCheckpoint",
            dependencies: ["ModelFiles", "ReferFormer", "Tensors", "Weights"],
            path: "Tests/Support/TinyCheckpoint"),
        .target(
            name: "TinyWhisper", dependencies: ["Randomness", "Tensors", "Weights"],
            path: "Tests/Support/TinyWhisper"),
        .target(name: "TorchBytes", path: "Tests/Support/TorchBytes"),
        .target(name: "TurnedFilm", path: "Tests/Support/TurnedFilm"),

        // Everything that reads files of unknown origin, for fuzzing and for the tests that repeat its inputs.
        .target(
            name: "HostileReaders",
            dependencies: [
                "Audio", "Checkpoints", "Datasets", "Evaluation", "Files", "Language", "MTTR",
                "Masks", "Media", "Metrics", "ModelFiles", "ReferFormer", "Segmenter", "Serving",
                "Speech", "Tensors", "TinyWhisper", "Weights",
            ], path: "Tests/Fuzzing/HostileReaders"),
        .testTarget(
            name: "FuzzingTests", dependencies: ["HostileReaders"],
            path: "Tests/Fuzzing/FuzzingTests"),

        .testTarget(
            name: "TensorsTests", dependencies: ["Tensors", "CKernels", "COpenBLAS", "Randomness"]),
        .testTarget(name: "FilesTests", dependencies: ["Files", "ReferencePython"]),
        .testTarget(name: "ParsingTests", dependencies: ["Parsing"]),
        .testTarget(
            name: "WeightsTests", dependencies: ["Tensors", "Weights"],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "LayersTests", dependencies: ["Layers", "Tensors", "Weights"]),
        .testTarget(
            name: "CheckpointsTests",
            dependencies: [
                "Checkpoints", "Files", "Parsing", "Tensors", "TorchBytes", "Weights",
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "LanguageTests", dependencies: ["Language", "Randomness", "ShippedFiles"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "MasksTests", dependencies: ["Masks", "GeneratedMasks", "Randomness"]),
        .testTarget(
            name: "MetricsTests",
            dependencies: ["GeneratedMasks", "Masks", "Metrics", "Randomness", "ReferencePython"]),
        .testTarget(name: "BenchmarksTests", dependencies: ["Benchmarks", "Tensors"]),
        .testTarget(
            name: "MediaTests",
            dependencies: [
                "Masks", "Media", "GeneratedMasks", "Randomness", "Segmenter", "TurnedFilm",
            ]),
        .testTarget(
            name: "AudioTests", dependencies: ["Audio", "Weights"], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "DatasetsTests",
            dependencies: ["Audio", "Datasets", "Masks", "Media", "Randomness", "ReferencePython"]),
        .testTarget(
            name: "SpeechTests",
            dependencies: [
                "Audio", "Language", "Layers", "Speech", "Tensors", "TinyWhisper", "Weights",
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "DecisionsTests",
            dependencies: ["Decisions", "Randomness", "ReferFormer", "Tensors", "Weights"]),
        .testTarget(
            name: "EvidenceTests", dependencies: ["Evidence", "Media", "Randomness", "Tensors"]),
        .testTarget(
            name: "ReferFormerTests",
            dependencies: [
                "Decisions", "Files", "Layers", "MTTR", "Masks", "ModelFiles", "ReferFormer",
                "ShippedFiles", "Tensors", "Verification", "Weights",
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ModelFilesTests",
            dependencies: [
                "Checkpoints", "MTTR", "ModelFiles", "ReferFormer", "Tensors", "Weights",
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "SegmenterTests",
            dependencies: [
                "Checkpoints", "Decisions", "Evidence", "Language", "MTTR", "Media", "ModelFiles",
                "ReferFormer", "Segmenter", "Speech", "Tensors", "TinyCheckpoint", "Weights",
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ServingTests",
            dependencies: [
                "Media", "ModelFiles", "PlainClient", "ReferFormer", "Segmenter", "Serving",
                "ShippedFiles", "TinyCheckpoint",
            ]),
        .testTarget(
            name: "EvaluationTests",
            dependencies: [
                "Audio", "Datasets", "Evaluation", "Masks", "Media", "Randomness", "ReferFormer",
                "Segmenter", "Speech", "Tensors", "TinyCheckpoint",
            ]),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Audio", "MTTR", "Media", "ModelFiles", "PlainClient", "Randomness", "ReferFormer",
                "ReferencePython", "Tensors", "TinyCheckpoint", "TorchBytes", "TurnedFilm",
            ]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// Fuzzing needs a compiler's options that nothing else is built with: see `make fuzz`.
if Context.environment["REFSEG_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzzing/CFuzzer"),
        .executableTarget(
            name: "Fuzz", dependencies: ["CFuzzer", "HostileReaders"], path: "Tests/Fuzzing/Fuzz"),
    ]
}

// Sanitizers look at the tests of what runs on many threads: see `make sanitize`.
if Context.environment["REFSEG_SANITIZE"] != nil {
    let looked: Set = ["MediaTests", "SegmenterTests", "ServingTests", "TensorsTests"]
    package.targets.removeAll { $0.type == .test && !looked.contains($0.name) }
}
