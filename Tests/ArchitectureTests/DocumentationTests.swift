import FoundationEssentials
import Testing

@Suite struct DocumentationTests {
    @Test func theIndexOfDecisionsListsEveryPage() throws {
        let index = try Checkout.text(of: "docs/decisions/README.md")
        let pages = try Checkout.files(under: "docs/decisions", ending: ".md").filter { !$0.hasSuffix("/README.md") }
        #expect(!pages.isEmpty)
        for page in pages {
            let title = try Checkout.text(of: page).prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " }
            let name = page.split(separator: "/").last ?? ""
            #expect(index.contains("- [\(title)](\(name))"), "docs/decisions/README.md lacks \(page)")
        }
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
