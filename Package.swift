// swift-tools-version: 6.2
import PackageDescription

/// Every target: warnings are errors, existential types are spelled out, and members need an import of their module.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "PersistenceOperator",
    products: [
        .executable(name: "operator", targets: ["operator"]),
        .library(name: "PersistenceOperator", targets: ["PersistenceOperator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLink"),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),

        .target(name: "LocalFiles", swiftSettings: settings),
        .target(name: "Digests", dependencies: ["COpenSSL"], swiftSettings: settings),
        .target(name: "Documents", dependencies: ["CLibYAML"], swiftSettings: settings),
        .target(name: "WriterSpecs", dependencies: ["Documents"], swiftSettings: settings),
        .target(name: "HTTPServing", dependencies: ["CMicroHTTPD"], swiftSettings: settings),
        .target(name: "HTTPTransport", dependencies: ["CCurl", logging], swiftSettings: settings),
        .target(
            name: "KubeClient", dependencies: ["Documents", "LocalFiles", "HTTPTransport", logging],
            swiftSettings: settings),
        .target(
            name: "BusClients",
            dependencies: ["Digests", "Documents", "LocalFiles", "HTTPTransport", "CRdKafka", "COpenSSL", logging],
            swiftSettings: settings),
        .target(
            name: "PersistenceOperator",
            dependencies: [
                "Digests", "Documents", "LocalFiles", "WriterSpecs", "HTTPServing", "HTTPTransport", "KubeClient",
                "BusClients",
                "CLink", "CMalloc", "CZlib", logging,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "operator", dependencies: ["PersistenceOperator", argumentParser], swiftSettings: settings),

        .target(
            name: "TestPeers", dependencies: ["Documents", "LocalFiles", "CRdKafka", "COpenSSL", logging],
            path: "Tests/TestPeers",
            exclude: ["Resources"], swiftSettings: settings),
        .testTarget(
            name: "TestPeersTests", dependencies: ["TestPeers", "Documents"], swiftSettings: settings),
        .executableTarget(
            name: "mock-kafka", dependencies: ["TestPeers"], path: "Tests/MockKafka", swiftSettings: settings),
        .testTarget(name: "LocalFilesTests", dependencies: ["LocalFiles", "TestPeers"], swiftSettings: settings),
        .testTarget(name: "DigestsTests", dependencies: ["Digests"], swiftSettings: settings),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents"], swiftSettings: settings),
        .testTarget(
            name: "WriterSpecsTests", dependencies: ["WriterSpecs", "Documents", "TestPeers"], swiftSettings: settings),
        .testTarget(name: "HTTPServingTests", dependencies: ["HTTPServing", "TestPeers"], swiftSettings: settings),
        .testTarget(
            name: "HTTPTransportTests", dependencies: ["HTTPTransport", "CCurl", "TestPeers"], swiftSettings: settings),
        .testTarget(
            name: "KubeClientTests", dependencies: ["KubeClient", "HTTPTransport", "Documents", "TestPeers", logging],
            swiftSettings: settings),
        .testTarget(
            name: "BusClientsTests",
            dependencies: [
                "BusClients", "HTTPTransport", "Documents", "TestPeers", "CRdKafka", "COpenSSL", logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PersistenceOperatorTests",
            dependencies: [
                "PersistenceOperator", "WriterSpecs", "KubeClient", "BusClients", "HTTPServing", "HTTPTransport",
                "Documents", "TestPeers",
                logging,
            ], exclude: ["Rendering/Golden"], swiftSettings: settings),
        .testTarget(name: "ArchitectureTests", swiftSettings: settings),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "PersistenceOperator", "KubeClient", "HTTPTransport", "BusClients", "Documents", "TestPeers", logging,
            ],
            swiftSettings: settings),
    ]
)
