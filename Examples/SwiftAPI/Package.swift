// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "SwiftAPI",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "refseg", path: "../..")],
    targets: [
        .executableTarget(
            name: "SwiftAPI", dependencies: [.product(name: "RefSeg", package: "refseg")])
    ]
)
