package io.fileview.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a release consists of, and what it gives its users. */
class PublishedTest {
    @Test
    void theLibrariesTheirParentAndTheirBomArePublishedAndNothingElse() throws Exception {
        try (var artifacts = Files.list(Published.repository().resolve("io/fileview"))) {
            assertThat(artifacts.map(artifact -> artifact.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "fileview-bom",
                            "fileview-core",
                            "fileview-ndis",
                            "fileview-parent",
                            "fileview-win32");
        }
        assertThat(kinds("fileview-bom")).containsExactly(".pom");
        assertThat(kinds("fileview-parent")).containsExactly(".pom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "win32", "ndis"})
    void aLibraryHasSourcesDocumentationAndAListOfWhatItIsMadeOf(String module) throws Exception {
        String artifact = "fileview-" + module;

        assertThat(kinds(artifact))
                .containsExactly(
                        "-cyclonedx.json",
                        "-javadoc.jar",
                        "-sources.jar",
                        ".jar",
                        ".pom");
        String name = module.equals("core") ? "io.fileview" : "io.fileview." + module;
        assertThat(entries(artifact, ".jar")).contains("module-info.class", "META-INF/LICENSE");
        assertThat(entries(artifact, "-sources.jar")).contains("module-info.java");
        assertThat(entries(artifact, "-javadoc.jar"))
                .contains("index.html", name + "/module-summary.html");
    }

    @Test
    void aLibraryIsMadeOfFileviewAloneAndJSpecifyIsLeftToItsUsers() throws Exception {
        assertThat(findAll("\"purl\" : \"pkg:maven/([^@]+)@",
                text("fileview-core", "-cyclonedx.json")))
                .containsExactlyInAnyOrder("io.fileview/fileview-core", "org.jspecify/jspecify");
        assertThat(Trees.files(Projects.built("direct").resolve("lib")))
                .containsExactly("fileview-core-" + Published.VERSION + ".jar");
    }

    @Test
    void theParentSaysWhereTheSourcesAreWhoWroteThemAndHowTheyMayBeUsed() throws Exception {
        String pom = text("fileview-parent", ".pom");

        assertThat(pom)
                .containsPattern("<url>https://github\\.com/[^<]+</url>")
                .containsPattern("<connection>scm:git:https://[^<]+</connection>")
                .contains("<name>the Fileview authors</name>")
                .contains("<name>Apache-2.0</name>");
    }

    @Test
    void theBomStandsAloneAndNamesEveryLibraryThatIsPublished() throws Exception {
        String pom = text("fileview-bom", ".pom");

        assertThat(pom).doesNotContain("<parent>", "<properties>");
        assertThat(findAll("<artifactId>([^<]+)</artifactId>", pom))
                .containsExactlyInAnyOrder(
                        "fileview-bom",
                        "fileview-core",
                        "fileview-ndis",
                        "fileview-win32");
    }

    @Test
    void theComparisonWithTheLastReleaseIsOfWhatTheModuleExports() throws Exception {
        ModuleDescriptor library =
                ModuleFinder.of(file("fileview-core", ".jar")).find("io.fileview").orElseThrow()
                        .descriptor();
        Set<String> hidden = new HashSet<>(library.packages());
        library.exports().stream()
                .filter(exports -> !exports.isQualified())
                .forEach(exports -> hidden.remove(exports.source()));

        String comparison =
                text("fileview-core", ".pom").replaceAll("(?s).*<artifactId>japicmp|</plugin>.*",
                        "");
        assertThat(findAll("<exclude>([^<]+)</exclude>", comparison))
                .containsExactlyInAnyOrderElementsOf(hidden);
    }

    /** What follows the version in the names of the files of an artifact, without checksums. */
    private static List<String> kinds(String artifact) throws Exception {
        return Trees.files(directory(artifact)).stream()
                .filter(name -> name.startsWith(artifact + "-"))
                .filter(name -> !name.matches(".*\\.(md5|sha\\d+)"))
                .map(name -> name.replaceFirst("^[\\w-]+?-\\d[\\d.]*(-\\d[\\d.]*-\\d+)?", ""))
                .sorted()
                .toList();
    }

    private static List<String> entries(String artifact, String kind) throws Exception {
        try (JarFile jar = new JarFile(file(artifact, kind).toFile())) {
            return jar.stream().map(entry -> entry.getName()).toList();
        }
    }

    private static String text(String artifact, String kind) throws Exception {
        return Files.readString(file(artifact, kind));
    }

    private static Path file(String artifact, String kind) throws Exception {
        Path directory = directory(artifact);
        return Trees.files(directory).stream()
                .filter(name -> name.startsWith(artifact) && name.endsWith(kind))
                .filter(name -> !kind.equals(".jar") || !name.matches(".*-(sources|javadoc)\\.jar"))
                .map(directory::resolve)
                .findFirst()
                .orElseThrow(() -> new IOException(artifact + " has no file *" + kind));
    }

    private static Path directory(String artifact) throws InterruptedException {
        Path versions = Published.repository().resolve("io/fileview").resolve(artifact);
        return versions.resolve(Published.VERSION);
    }

    private static List<String> findAll(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
