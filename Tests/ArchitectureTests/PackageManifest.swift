/// The target table of Package.swift, read from its text: `swift package` cannot be asked while it runs the tests.
struct PackageManifest {
    /// The names of the dependencies of each target, products of other packages included.
    let dependencies: [String: Set<String>]

    init(_ text: String) {
        // The names stand in string literals, so only comments are cut off.
        let lines = text.split(separator: "\n").filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }
        var products: [String: String] = [:]
        for line in lines where line.hasPrefix("let ") && line.contains(".product(") {
            let constant = line.dropFirst(4).prefix { $0.isLetter }
            if let name = Self.literals(line).first { products[String(constant)] = name }
        }
        let body = lines.joined(separator: "\n")
        var result: [String: Set<String>] = [:]
        for kind in ["target", "executableTarget", "testTarget"] {
            for declaration in body.split(separator: ".\(kind)(").dropFirst() {
                guard let name = Self.literals(declaration).first else { continue }
                result[name] = Self.dependencies(in: declaration, products: products)
            }
        }
        dependencies = result
    }

    private static func dependencies(in declaration: Substring, products: [String: String]) -> Set<String> {
        let afterLabel = declaration.split(separator: "dependencies: [", maxSplits: 1).dropFirst().first
        guard let list = afterLabel?.split(separator: "]", maxSplits: 1).first,
            declaration.split(separator: ".target(").first?.contains("dependencies: [") == true
        else { return [] }
        let constants = list.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\n" }).compactMap {
            products[String($0)]
        }
        return Set(literals(list) + constants)
    }

    private static func literals(_ text: some StringProtocol) -> [String] {
        text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// Everything that a target reaches through its dependencies.
    func reachable(from target: String) -> Set<String> {
        var found: Set<String> = []
        var open = [target]
        while let next = open.popLast() {
            for dependency in dependencies[next] ?? [] where found.insert(dependency).inserted {
                open.append(dependency)
            }
        }
        return found
    }
}
