// swift-tools-version: 6.2
import PackageDescription

/// Every target compiles under the same rules; docs/decisions/0001-language-rules.md gives the reason for each.
let rules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: rules)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: rules)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: rules)
}

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

extension Target.Dependency {
    static let logging = product(name: "Logging", package: "swift-log")
    static let metricsTestKit = product(name: "MetricsTestKit", package: "swift-metrics")
    static let coreMetrics = product(name: "CoreMetrics", package: "swift-metrics")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioWebSocket = product(name: "NIOWebSocket", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTPTypesHTTP1 = product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let httpClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let jwt = product(name: "JWTKit", package: "jwt-kit")
    static let toml = product(name: "TOMLKit", package: "TOMLKit")
    static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
}

/// Tests/fuzz compiles with a sanitizer what strangers reach, and not the server around it: that brings two copies of
/// BoringSSL, and would take longer than all the rest.
let isFuzzing = Context.environment["MINT_FUZZING"] != nil
let parsersOfMintHTTP = [
    "JSON", "Bodies", "Answers/JSONWriter+Money.swift", "Server/Route.swift",
    "WebSocket/JSONWriter+Subscriptions.swift", "WebSocket/RPCEnvelope.swift", "WebSocket/RPCError.swift",
    "WebSocket/RPCID.swift", "WebSocket/RPCRequest.swift", "WebSocket/SubscribeParameters.swift",
    "WebSocket/SubscriptionKind.swift", "WebSocket/SubscriptionLimits.swift", "WebSocket/WebSocketMessages.swift",
]

let package = Package(
    name: "mint",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // C: Debian's libraries, the generated messages, and what Glibc's overlay lacks.
        system("CSecp256k1", pkgConfig: "libsecp256k1", apt: "libsecp256k1-dev"),
        system("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        system("CProtobufC", pkgConfig: "libprotobuf-c", apt: "libprotobuf-c-dev"),
        .target(name: "CSignatoryProto", dependencies: ["CProtobufC"]),
        .target(name: "CProcess"),
        .target(name: "CSecretMemory"),
        .target(name: "CTaint"),

        // Vocabulary.
        library("CashuCrypto", ["CSecp256k1", "CSodium", "CTaint"]),
        library("Cashu", ["CashuCrypto"]),
        library("CashuSecrets", ["Cashu", "CashuCrypto", "CSecp256k1", "CSecretMemory", "CSodium", "CTaint"]),

        // Storage.
        library("Storage", [.logging, .metrics]),
        library("StorageSQLite", ["Storage", "CSQLite", "CProcess", .logging]),
        library("StoragePostgres", ["Storage", "CPostgres", .logging]),
        library("CashuStorage", ["Storage", "Cashu", "CashuCrypto"]),
        library("MintStore", ["CashuStorage", "Storage", "Cashu", "CashuCrypto"]),

        // Configuration.
        library("StrictTOML", [.toml]),

        // Files of secrets.
        library("PrivateFiles", []),

        // Sockets of this machine.
        library("LocalSockets", ["CProcess"]),

        // Service manager.
        library("ServiceManager", ["LocalSockets", "CProcess", .logging]),

        // Signatory.
        library("SignatoryAPI", ["Cashu", "CashuCrypto"]),
        library("SignatoryCore", [
            "SignatoryAPI", "Cashu", "CashuCrypto", "CashuSecrets", "CashuStorage", "PrivateFiles", "Storage",
            "StorageSQLite", .logging,
        ]),
        library("SignatoryRPC", [
            "SignatoryAPI", "Cashu", "CashuCrypto", "CSignatoryProto", "CProtobufC", "CProcess", "CSodium",
            "LocalSockets", "PrivateFiles", .logging, .nioCore, .nioPosix,
        ]),

        // Payments.
        library("Lightning", ["CashuCrypto", "CSecp256k1"]),
        library("PaymentAPI", ["Cashu", "CashuCrypto", "Lightning"]),
        library("PaymentFake", ["PaymentAPI", "Cashu", "CashuCrypto", "Lightning"]),
        library("PaymentCLN", [
            "PaymentAPI", "Cashu", "CashuCrypto", "Lightning", "LocalSockets", .httpClient, .logging, .nioCore,
            .nioHTTP1, .nioPosix, .nioSSL,
        ]),
        library("PaymentLND", [
            "PaymentAPI", "Cashu", "CashuCrypto", "CSodium", "Lightning", .httpClient, .logging, .nioCore, .nioHTTP1,
            .nioPosix, .nioSSL,
        ]),

        // Who may ask: OIDC (NUT-21).
        library("MintAuth", [.httpClient, .jwt, .nioCore, .nioHTTP1, .logging]),

        // Mint.
        library("MintCore", [
            "Cashu", "CashuCrypto", "MintStore", "Storage", "SignatoryAPI", "PaymentAPI", "Lightning", .logging,
            .metrics,
        ]),
        isFuzzing
            ? .target(
                name: "MintHTTP",
                dependencies: ["MintCore", "MintStore", "Cashu", "CashuCrypto", .httpTypes, .nioCore, .nioWebSocket],
                sources: parsersOfMintHTTP, swiftSettings: rules)
            : library("MintHTTP", [
                "MintAuth", "MintCore", "MintStore", "Cashu", "CashuCrypto",
                .hummingbird, .hummingbirdCore, .httpTypes, .nioCore, .nioHTTP1, .nioHTTPTypes,
                .nioHTTPTypesHTTP1, .nioWebSocket, .logging,
            ]),
        // What an operator can do, as messages; and their server.
        library("ManagementAPI", []),
        library("MintManagement", [
            "ManagementAPI", "MintCore", "MintStore", "PaymentAPI", "LocalSockets", "Cashu", "CashuCrypto",
            .hummingbirdCore, .httpTypes, .nioCore, .nioPosix, .logging,
        ]),
        library("MintDaemon", [
            "MintHTTP", "MintAuth", "MintManagement", "MintCore", "MintStore", "Storage", "StoragePostgres",
            "StorageSQLite", "SignatoryAPI", "Lightning", "PaymentAPI", "PaymentCLN", "PaymentFake", "PaymentLND",
            "StrictTOML", "LocalSockets", "PrivateFiles", "Cashu", "CashuCrypto", "CProcess", .hummingbird,
            .hummingbirdCore, .httpTypes, .nioCore, .logging, .coreMetrics, .serviceLifecycle, .unixSignals,
        ]),

        // What is wrong with a mint, for its operator.
        library("MintDoctor", [
            "MintDaemon", "MintCore", "MintStore", "ManagementAPI", "PaymentAPI", "SignatoryAPI", "Storage",
            "StoragePostgres", "StorageSQLite", "LocalSockets", "Cashu", "CashuCrypto", "CProcess", .httpClient,
            .logging, .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
        ]),

        // Wallet.
        library("WalletCore", [
            "Cashu", "CashuCrypto", "CashuSecrets", "CashuStorage", "Lightning", "Storage", "StorageSQLite", .logging,
            .nioCore, .nioHTTP1, .nioPosix, .nioWebSocket,
        ]),

        // Programs.
        program("mintd", [
            "MintDaemon", "MintDoctor", "MintCore", "MintHTTP", "PaymentAPI", "ServiceManager", "SignatoryAPI",
            "SignatoryRPC", "StrictTOML", .arguments, .logging, .nioCore, .nioPosix,
        ]),
        program("signatory", [
            "SignatoryCore", "SignatoryAPI", "SignatoryRPC", "StrictTOML", "Cashu", "CashuCrypto", "CashuSecrets",
            "CProcess", "LocalSockets", "ServiceManager", .arguments, .logging, .nioCore, .nioPosix,
        ]),
        program("mintctl", [
            "ManagementAPI", "StrictTOML", .arguments, .nioCore, .nioHTTP1, .nioPosix,
        ]),
        program("mint-solo", ["MintDaemon", "Cashu", "CProcess", "SignatoryCore", "CashuSecrets", .arguments, .logging]),
        program("wallet", ["WalletCore", "Cashu", "CashuCrypto", .arguments]),

        // Tests.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: rules),
        .target(
            name: "StorageTestSupport",
            dependencies: ["Storage", "StorageSQLite", "StoragePostgres", "TestSupport", .logging],
            path: "Tests/StorageTestSupport", swiftSettings: rules),
        .target(
            name: "WebSocketTestSupport",
            dependencies: ["TestSupport", .nioCore, .nioHTTP1, .nioPosix, .nioWebSocket],
            path: "Tests/WebSocketTestSupport", swiftSettings: rules),
        .executableTarget(
            name: "websocket-load",
            dependencies: [
                "Cashu", "CashuCrypto", "CashuSecrets", "ProcessTestSupport", "TestSupport", .arguments, .nioCore, .nioHTTP1,
                .nioPosix, .nioWebSocket,
            ],
            path: "Tests/WebSocketLoad", swiftSettings: rules),
        .target(
            name: "OpenIDTestSupport", dependencies: [.jwt, .nioCore, .nioHTTP1, .nioPosix],
            path: "Tests/OpenIDTestSupport", swiftSettings: rules),
        .executableTarget(
            name: "openid-provider", dependencies: ["OpenIDTestSupport"], path: "Tests/OpenIDProvider",
            swiftSettings: rules),
        tests("MintAuthTests", ["MintAuth", "OpenIDTestSupport", .logging]),
        tests("CashuCryptoTests", ["CashuCrypto", "TestSupport"]),
        tests("CashuTests", ["Cashu", "CashuCrypto", "TestSupport"]),
        .target(name: "CProcessProbe", path: "Tests/CProcessProbe"),
        tests("CashuSecretsTests", [
            "CashuSecrets", "Cashu", "CashuCrypto", "CProcessProbe", "CSecretMemory", "TestSupport",
        ]),
        tests("LightningTests", ["Lightning", "CashuCrypto", "TestSupport"]),
        tests("PaymentFakeTests", [
            "PaymentFake", "PaymentAPI", "BackendConformance", "Lightning", "Cashu", "CashuCrypto", "TestSupport",
        ]),
        // What every backend must do, for the tests of each.
        .target(
            name: "BackendConformance",
            dependencies: ["PaymentAPI", "Lightning", "Cashu", "CashuCrypto", "TestSupport"],
            path: "Tests/BackendConformance", swiftSettings: rules),
        // A Core Lightning node that is none.
        .target(
            name: "CoreLightningStandIn",
            dependencies: ["Lightning", "CashuCrypto", "TestSupport", .nioCore, .nioHTTP1, .nioPosix, .nioSSL],
            path: "Tests/CoreLightningStandIn/Node", swiftSettings: rules),
        .executableTarget(
            name: "cln-stand-in", dependencies: ["CoreLightningStandIn", .arguments],
            path: "Tests/CoreLightningStandIn/Program", swiftSettings: rules),
        tests("PaymentCLNTests", [
            "PaymentCLN", "PaymentAPI", "BackendConformance", "CoreLightningStandIn", "cln-stand-in", "Lightning",
            "Cashu", "CashuCrypto", "TestSupport", .logging, .nioCore,
        ]),
        // A node of LND that is none.
        .target(
            name: "LNDStandIn",
            dependencies: ["CashuCrypto", "Lightning", "TestSupport", .nioCore, .nioHTTP1, .nioPosix, .nioSSL],
            path: "Tests/LNDStandIn/Library", swiftSettings: rules),
        .executableTarget(
            name: "lnd-stand-in", dependencies: ["LNDStandIn", .arguments], path: "Tests/LNDStandIn/Program",
            swiftSettings: rules),
        tests("PaymentLNDTests", [
            "PaymentLND", "LNDStandIn", "lnd-stand-in", "PaymentAPI", "BackendConformance", "Lightning", "Cashu",
            "CashuCrypto", "TestSupport", .logging,
        ]),
        tests("StorageTests", [
            "Storage", "StoragePostgres", "StorageSQLite", "StorageTestSupport", "TestSupport", .logging,
        ]),
        tests("MintStoreTests", [
            "MintStore", "Cashu", "CashuCrypto", "CashuStorage", "Storage", "StoragePostgres", "StorageSQLite",
            "TestSupport", .logging,
        ]),
        tests("StrictTOMLTests", ["StrictTOML", "TestSupport"]),
        tests("PrivateFilesTests", ["PrivateFiles", "TestSupport"]),
        tests("ServiceManagerTests", ["ServiceManager", "CProcess", "TestSupport", .logging]),
        tests("SignatoryCoreTests", [
            "SignatoryCore", "SignatoryAPI", "Cashu", "CashuCrypto", "CashuSecrets", "CashuStorage", "Storage",
            "StorageSQLite", "TestSupport", .logging,
        ]),
        tests("SignatoryRPCTests", [
            "SignatoryRPC", "SignatoryAPI", "LocalSockets", "Cashu", "CashuCrypto", "CashuSecrets", "CProcess",
            "TestSupport", .logging, .nioCore, .nioPosix,
        ]),
        .target(name: "FuzzSupport", dependencies: [.nioCore], path: "Tests/Fuzz/Support", swiftSettings: rules),
        .executableTarget(
            name: "socket-fuzzer",
            dependencies: [
                "FuzzSupport", "SignatoryRPC", "SignatoryAPI", "Cashu", "CashuCrypto", "CashuSecrets", .logging,
                .nioCore, .nioEmbedded,
            ],
            path: "Tests/Fuzz/Signatory", swiftSettings: rules),
        .executableTarget(
            name: "parser-fuzzer",
            dependencies: [
                "FuzzSupport", "MintHTTP", "MintCore", "WalletCore", "Lightning", "Cashu", "CashuCrypto", .nioCore,
                .nioEmbedded, .nioWebSocket,
            ],
            path: "Tests/Fuzz/Parsers", swiftSettings: rules),
        tests("SignatoryConformanceTests", [
            "signatory", "SignatoryCore", "SignatoryRPC", "SignatoryAPI", "Cashu", "CashuCrypto", "CashuSecrets",
            "CProcessProbe", "TestSupport", .logging,
        ]),
        tests("MintCoreTests", [
            "MintCore", "MintStore", "Cashu", "CashuCrypto", "CashuSecrets", "Storage", "StorageSQLite",
            "StoragePostgres", "SignatoryAPI", "PaymentAPI", "PaymentFake", "PaymentCLN", "PaymentLND",
            "CoreLightningStandIn", "LNDStandIn", "Lightning", "StorageTestSupport", "TestSupport", .coreMetrics,
            .metricsTestKit, .logging,
        ]),
        tests("CompileFailTests", [
            "MintCore", "MintStore", "SignatoryAPI", "Storage", "Cashu", "TestSupport",
        ]),
        tests("MintHTTPTests", [
            "MintHTTP", "MintAuth", "MintCore", "MintStore", "Storage", "StorageSQLite", "SignatoryAPI",
            "SignatoryCore", "OpenIDTestSupport",
            "PaymentAPI", "PaymentFake", "Lightning", "Cashu", "CashuCrypto", "CashuSecrets", "StorageTestSupport",
            "TestSupport", "WalletCore", "WebSocketTestSupport", .hummingbird, .hummingbirdCore, .httpTypes, .nioCore,
            .nioWebSocket, .serviceLifecycle, .logging,
        ]),
        tests("MintDaemonTests", [
            "MintDaemon", "MintDoctor", "MintHTTP", "MintAuth", "ManagementAPI", "MintCore", "MintStore", "Lightning",
            "PaymentAPI", "PaymentCLN", "PaymentFake", "PaymentLND", "CoreLightningStandIn", "LNDStandIn", "SignatoryAPI",
            "SignatoryCore", "Storage", "StorageSQLite", "StoragePostgres", "StrictTOML", "Cashu", "CashuCrypto",
            "CashuSecrets", "TestSupport", .coreMetrics, .nioCore, .logging,
        ]),
        tests("WalletCoreTests", [
            "WalletCore", "MintCore", "Cashu", "CashuCrypto", "CashuSecrets", "CashuStorage", "Lightning", "Storage",
            "StorageSQLite", "TestSupport", .logging,
        ]),
        .target(name: "CAllocationCounter", path: "Tests/Benchmarks/CAllocationCounter"),
        .executableTarget(
            name: "storage-benchmarks",
            dependencies: [
                "CAllocationCounter", "CSQLite", "Cashu", "CashuCrypto", "CashuSecrets", "Lightning", "MintCore",
                "MintStore", "PaymentAPI", "PaymentFake", "SignatoryAPI", "SignatoryCore", "SignatoryRPC", "Storage",
                "StoragePostgres", "StorageSQLite", "TestSupport", .arguments, .logging,
            ],
            path: "Tests/Benchmarks/StorageBenchmarks", swiftSettings: rules),
        .executableTarget(
            name: "constant-time-probe", dependencies: ["CashuCrypto", "CashuSecrets", "CSecp256k1", "CTaint"],
            path: "Tests/ConstantTime/Probe", swiftSettings: rules),
        tests("DocumentTests", ["Cashu", "mintctl", "TestSupport"]),
        .target(
            name: "ProcessTestSupport", dependencies: ["Cashu", "CashuCrypto", "CashuSecrets", "TestSupport"],
            path: "Tests/ProcessTestSupport", swiftSettings: rules),
        .executableTarget(
            name: "saga-simulation",
            dependencies: [
                "Cashu", "CashuCrypto", "CashuSecrets", "CashuStorage", "Lightning", "MintCore", "MintStore",
                "PaymentAPI", "SignatoryAPI", "Storage", "StorageSQLite", .arguments, .logging,
            ],
            path: "Tests/Simulation", swiftSettings: rules),
        tests("ProcessTests", [
            "mintd", "mintctl", "signatory", "mint-solo", "wallet", "ManagementAPI", "Cashu", "CashuCrypto",
            "CashuSecrets", "CoreLightningStandIn", "LNDStandIn", "Lightning", "ProcessTestSupport", "Storage",
            "StorageSQLite", "StoragePostgres", "TestSupport", "WebSocketTestSupport", .nioCore, .logging,
        ]),
        .executableTarget(
            name: "crash-cycles",
            dependencies: [
                "CSQLite", "Cashu", "CashuCrypto", "CoreLightningStandIn", "LNDStandIn", "Lightning",
                "ProcessTestSupport", "TestSupport", "WalletCore", .arguments,
            ],
            path: "Tests/Crash", swiftSettings: rules),
    ]
)
