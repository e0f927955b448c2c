import Documents
import Testing
import WriterSpecs

@Suite struct CatalogueFileTests {
    private func read(_ text: String, format: SpecReadingOptions.Format = .yaml) throws -> Catalogue {
        try Catalogue.builtIn.replacing(withFile: Array(text.utf8), format: format)
    }

    private func findings(_ text: String) -> [String] {
        do throws(CatalogueFileError) {
            _ = try Catalogue.builtIn.replacing(withFile: Array(text.utf8), format: .yaml)
            return []
        } catch {
            return error.diagnostics.map { "\($0.position) \($0.path) \($0.code)" }
        }
    }

    // MARK: Round trip

    @Test func readingThePrintedCatalogueGivesTheSameInBothSyntaxes() throws {
        let json = Catalogue.builtIn.json
        #expect(try read(json.text(pretty: true), format: .json) == .builtIn)
        #expect(try read(YAMLWriter.text(of: json)) == .builtIn)
    }

    @Test func readingThePrintedCatalogueUndoesEveryChange() throws {
        var changed = Catalogue.builtIn
        for name in changed.types.keys {
            changed.types[name] = WriterType(
                name: name, summary: "other", job: "other", imageFamily: .rust,
                imageFamilyByInserter: ["x": .go], consumes: [.queryLogSubscription],
                produces: [.metricsBusTopic], usesDeadLetterTopic: false, defaultConsumerGroup: "g",
                environmentFields: ["version"], environmentNames: ["version": "V"],
                rollout: RolloutRules(
                    pubSub: .recreate, kafkaSingle: .rolling(maxSurge: 2, maxUnavailable: "3%"),
                    kafkaReplicated: .recreate),
                minReadySeconds: 1, terminationGracePeriodSeconds: 2, progressDeadlineSeconds: 3,
                checks: [.uploadBucket], podTemplate: ["spec": ["hostNetwork": true]])
        }
        changed.placement.nodepoolTaint = nil
        changed.placement.spotLabels = ["a": "b"]
        changed.podTemplate = ["spec": ["priorityClassName": "p"]]
        changed.environmentFields = []
        func replaced(_ base: Catalogue, by other: Catalogue) throws -> Catalogue {
            try base.replacing(withFile: other.json.serialized(), format: .json)
        }
        #expect(try replaced(.builtIn, by: changed) == changed)
        #expect(try replaced(changed, by: .builtIn) == .builtIn)
    }

    @Test func thePrintedCatalogueIsTheSameInEveryRun() {
        #expect(Catalogue.builtIn.json.text() == Catalogue.builtIn.json.text())
        #expect(Catalogue.builtIn.json["kind"] == "Catalogue")
        #expect(Catalogue.builtIn.json["apiVersion"] == "persistence-operator.io/v1alpha1")
    }

    @Test func theTableHasARowForEachType() {
        let lines = Catalogue.builtIn.table.split(separator: "\n")
        #expect(lines.count == 14)
        #expect(lines[0].hasPrefix("TYPE "))
        let insert = lines.first { $0.hasPrefix("OFFLINE_STORE_STREAMING_INSERT_WRITER") }
        #expect(insert?.contains("python (bigquery: bswl)") == true)
    }

    // MARK: Replacing in part

    @Test func onlyTheGivenKeysOfAnEntryAreReplaced() throws {
        let catalogue = try read("types: {ONLINE_WRITER: {minReadySeconds: 5, defaultConsumerGroup: online}}")
        var expected = try #require(Catalogue.builtIn.types["ONLINE_WRITER"])
        expected.minReadySeconds = 5
        expected.defaultConsumerGroup = "online"
        #expect(catalogue.types["ONLINE_WRITER"] == expected)
        #expect(catalogue.types.count == 13)
    }

    @Test func onlyTheGivenStrategiesAreReplaced() throws {
        let catalogue = try read("types: {ONLINE_WRITER: {rollout: {kafkaSingle: {type: Recreate}}}}")
        let rollout = try #require(catalogue.types["ONLINE_WRITER"]?.rollout)
        #expect(rollout.kafkaSingle == .recreate)
        #expect(rollout.pubSub == RolloutRules.consumer.pubSub)
    }

    @Test func aNewEntryStartsAsATypeOfWhichNothingIsKnown() throws {
        let catalogue = try read("types: {NEW_WRITER: {imageFamily: go, consumes: [query_log_subscription_id]}}")
        let type = try #require(catalogue.types["NEW_WRITER"])
        #expect(type.imageFamily == .go && type.consumes == [.queryLogSubscription])
        #expect(type.environmentFields == catalogue.unknownType(named: "NEW_WRITER").environmentFields)
        #expect(catalogue.types.count == 14)
    }

    @Test func nullTakesAValueAway() throws {
        let catalogue = try read("{types: {ONLINE_WRITER: {imageFamily: null}}, placement: {spotTaint: null}}")
        #expect(catalogue.types["ONLINE_WRITER"]?.imageFamily == nil)
        #expect(catalogue.placement.spotTaint == nil)
        #expect(catalogue.placement.nodepoolTaint != nil)
    }

    @Test func anOverlayCanBeForAllOrForOneType() throws {
        let catalogue = try read(
            """
            podTemplate:
              spec: {imagePullSecrets: [{name: registry}]}
            types:
              ONLINE_WRITER:
                podTemplate:
                  spec: {containers: [{name: writer, ports: [{containerPort: 80}]}]}
            """)
        #expect(catalogue.podTemplate?[path: "spec", "imagePullSecrets"] == [["name": "registry"]])
        #expect(catalogue.types["ONLINE_WRITER"]?.podTemplate?["spec"]?["containers"]?.array?.count == 1)
    }

    // MARK: Errors

    @Test func everythingWrongIsFoundInOneRunInDocumentOrder() {
        let text = """
            placement: {nodepolLabel: x}
            types:
              ONLINE_WRITER:
                imageFamily: pyton
                minReadySeconds: soon
                consumes: [result_bus_online_store_subscription]
                rollout: {pubSub: {type: RollingUpdate, maxSurge: 0, maxUnavailable: 0%}}
            """
        #expect(
            findings(text) == [
                "1:13 placement.nodepolLabel unknown-field", "4:18 types.ONLINE_WRITER.imageFamily unknown-value",
                "5:22 types.ONLINE_WRITER.minReadySeconds wrong-type",
                "6:16 types.ONLINE_WRITER.consumes[0] unknown-value",
                "7:23 types.ONLINE_WRITER.rollout.pubSub no-progress",
            ])
    }

    @Test func errorsSayWhatWasMeant() {
        do throws(CatalogueFileError) {
            _ = try Catalogue.builtIn.replacing(
                withFile: Array("types: {ONLINE_WRITER: {minReadySecond: 5, checks: [uplod-bucket]}}".utf8),
                format: .yaml)
            Issue.record("the file was accepted")
        } catch {
            #expect(
                error.diagnostics.map(\.hint) == ["did you mean 'minReadySeconds'?", "did you mean 'upload-bucket'?"])
        }
    }

    @Test(arguments: [
        ("[]", "1:1  wrong-type"), ("{kind: Spec}", "1:8 kind unknown-value"),
        ("{apiVersion: v2}", "1:14 apiVersion unknown-value"),
        ("{types: {A: {}, A: {}}}", "1:17 types.A duplicate-field"),
        ("{types: {A: 1}}", "1:13 types.A wrong-type"),
        ("{types: {A: {usesDeadLetterTopic: 'yes'}}}", "1:35 types.A.usesDeadLetterTopic wrong-type"),
        ("{types: {A: {consumes: [bq_upload_bucket]}}}", "1:25 types.A.consumes[0] unknown-value"),
        ("{types: {A: {rollout: {pubSub: {}}}}}", "1:32 types.A.rollout.pubSub missing-field"),
        ("{types: {A: {rollout: {pubSub: {type: RollingUpdate}}}}}", "1:32 types.A.rollout.pubSub missing-field"),
        (
            "{types: {A: {rollout: {pubSub: {type: RollingUpdate, maxSurge: 101%, maxUnavailable: 0}}}}}",
            "1:64 types.A.rollout.pubSub.maxSurge wrong-type"
        ),
        (
            "{types: {A: {rollout: {pubSub: {type: Recreate, maxSurge: 1}}}}}",
            "1:49 types.A.rollout.pubSub.maxSurge not-applicable"
        ),
        ("{types: {A: {minReadySeconds: 600}}}", "1:10 types.A progress-deadline"),
        ("{types: {A: {minReadySeconds: -1}}}", "1:31 types.A.minReadySeconds wrong-type"),
        ("{types: {A: {environmentNames: {version: '1 X'}}}}", "1:42 types.A.environmentNames.version variable-name"),
        (
            "{types: {A: {environmentNames: {version: INSECURE}}}}",
            "1:10 types.A.environmentNames duplicate-variable"
        ),
        ("{types: {A: {environmentFields: [verson]}}}", "1:34 types.A.environmentFields[0] unknown-value"),
        ("{placement: {spotTaint: {value: x}}}", "1:25 placement.spotTaint missing-field"),
        ("{podTemplate: {specs: {}}}", "1:16 podTemplate.specs unknown-field"),
        ("{podTemplate: {spec: {containers: [{image: x}]}}}", "1:36 podTemplate.spec.containers[0] missing-field"),
        (
            "{podTemplate: {spec: {containers: [{name: writer, env: [{value: x}]}]}}}",
            "1:57 podTemplate.spec.containers[0].env[0] missing-field"
        ),
        (
            "{podTemplate: {metadata: {labels: {persistence-operator.io/writer: x}}}}",
            "1:36 podTemplate.metadata.labels.persistence-operator.io/writer reserved-label"
        ),
        ("{podTemplate: {metadata: {annotations: {a: 1}}}}", "1:44 podTemplate.metadata.annotations.a wrong-type"),
    ]) func refusesWithThePositionOfTheMistake(text: String, finding: String) {
        #expect(findings(text) == [finding])
    }

    @Test func aTextThatIsNoDocumentIsRefusedWithItsPosition() {
        #expect(findings("a: [").count == 1)
        #expect(findings("a: 1\n---\nb: 2").count == 1)
        #expect(findings("").count == 1)
    }
}
