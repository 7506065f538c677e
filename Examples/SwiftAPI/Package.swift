// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "SwiftAPI",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "refseg", path: "../..")],
    targets: [
        .executableTarget(
            name: "SwiftAPI", dependencies: [.product(name: "RefSeg", package: "refseg")]),
        // The program of the article that begins the library's documentation.
        .executableTarget(
            name: "TenLines", dependencies: [.product(name: "RefSeg", package: "refseg")]),
    ]
)
