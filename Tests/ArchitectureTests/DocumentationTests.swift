import FoundationEssentials
import Testing

@Suite struct DocumentationTests {
    @Test func theIndexOfDecisionsListsEveryPageOnce() throws {
        let index = try Checkout.text(of: "docs/decisions/README.md").split(separator: "\n")
        let pages = try Checkout.files(under: "docs/decisions", ending: ".md").filter { !$0.hasSuffix("/README.md") }
        #expect(!pages.isEmpty)
        for page in pages {
            let title = try Checkout.text(of: page).prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " }
            let name = page.split(separator: "/").last ?? ""
            let entries = index.count { $0 == "- [\(title)](\(name))" }
            #expect(entries == 1, "docs/decisions/README.md lists \(page) \(entries) times")
        }
        #expect(index.count { $0.hasPrefix("- ") } == pages.count, "docs/decisions/README.md lists something else")
    }

    @Test func linksWithinTheProjectLeadSomewhere() throws {
        let pages = try ["README.md", "CONTRIBUTING.md"] + Checkout.files(under: "docs", ending: ".md")
        for page in pages {
            let folder = page.split(separator: "/").dropLast().joined(separator: "/")
            for link in try Checkout.text(of: page).split(separator: "](").dropFirst() {
                let target = link.prefix { $0 != ")" && $0 != "#" }
                guard !target.isEmpty, !target.contains("://") else { continue }
                let path = "\(Checkout.root)/\(folder)/\(target)"
                #expect(FileManager.default.fileExists(atPath: path), "\(page) links to \(target)")
            }
        }
    }
}
