import Testing

/// Enforces the architecture's "may import" column. The compiler does not: it lets a file import whatever happens to be
/// built, its target's dependencies' dependencies among them.
@Suite struct ImportTests {
    private let manifest: PackageManifest
    private let sources: [SourceFile]

    init() throws {
        manifest = PackageManifest(try Checkout.text(of: "Package.swift"))
        sources = try SourceFile.all()
    }

    @Test func everyTargetHasARule() {
        let targets = Set(sources.map(\.target))
        #expect(targets == Set(ImportRules.allowed.keys))
        #expect(sources.count > 50)
    }

    @Test(arguments: ImportRules.allowed.keys.sorted())
    func filesImportOnlyWhatTheirTargetMay(_ target: String) throws {
        let allowed = try #require(ImportRules.allowed[target])
        for file in sources where file.target == target {
            for module in file.code.importedModules {
                #expect(allowed.contains(module), "\(file.path) imports \(module); \(target) may not")
            }
        }
    }

    @Test(arguments: ImportRules.allowed.keys.sorted())
    func theManifestDeclaresNoMoreThanTheRules(_ target: String) throws {
        let declared = try #require(manifest.dependencies[target], "Package.swift has no target \(target)")
        #expect(declared.subtracting(ImportRules.allowed[target] ?? []) == [])
    }

    @Test(arguments: ImportRules.allowed.keys.sorted())
    func whatIsImportedIsADeclaredDependency(_ target: String) {
        let declared = manifest.dependencies[target] ?? []
        let known = Set(manifest.dependencies.keys).union(["CCurl", "CLibYAML", "COpenSSL", "CRdKafka"])
        for file in sources where file.target == target {
            let undeclared = Set(file.code.importedModules).intersection(known).subtracting(declared)
            #expect(undeclared == [], "\(file.path)")
        }
    }

    @Test(arguments: ImportRules.pureTargets.sorted())
    func pureTargetsReachNoLibraryButTheirOwn(_ target: String) {
        let others = ImportRules.pureTargets.union([ImportRules.cLibraryOfPureTargets])
        #expect(manifest.reachable(from: target).subtracting(others) == [])
    }

    @Test func theProgramReachesEveryLibrary() {
        // Also shows that the reading of Package.swift finds what is there.
        let reached = manifest.reachable(from: "operator")
        #expect(reached.isSuperset(of: ["ArgumentParser", "Logging", "CLibYAML", "CCurl", "CRdKafka", "COpenSSL"]))
        #expect(!reached.contains("TestPeers"))
        #expect(!reached.contains("Testing"))
    }
}
