package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The sources of the manual pages; the profile {@code man} makes the pages from them. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "manual pages are made where there is man")
class ManPagesTest {
    @TempDir
    Path dir;

    private List<Path> pages;

    @BeforeEach
    void write() throws IOException {
        ManPages.write(dir.toFile(), "1.2.3");
        try (Stream<Path> files = Files.list(dir)) {
            pages = files.sorted().toList();
        }
    }

    @Test
    void eachCommandThatTheHelpListsHasAPage() {
        List<String> names = new ArrayList<>(List.of("fileview.adoc"));
        Main.all(Output.to(OutputStream.nullOutputStream(), OutputStream.nullOutputStream()))
                .getSubcommands()
                .keySet()
                .forEach(command -> names.add("fileview-" + command + ".adoc"));

        assertThat(pages).extracting(page -> page.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(names)
                .doesNotContain("fileview-hold-for-demo.adoc");
    }

    @Test
    void eachPageHasExamplesExitCodesAndItsVersion() {
        assertThat(pages).allSatisfy(page -> assertThat(page).content()
                .contains(
                        "== Synopsis",
                        "== Description",
                        "== Exit status",
                        "*0*::",
                        "*1*::",
                        "*2*::",
                        "== Examples\n\n[%hardbreaks]\n....\n",
                        "== See also",
                        ":mansource: Fileview 1.2.3\n")
                .doesNotContain("hold-for-demo", "@|", "${"));
    }

    @Test
    void examplesFitIntoATerminal() {
        assertThat(pages).allSatisfy(page -> {
            String text = Files.readString(page);
            String examples = text.substring(text.indexOf("....\n"), text.lastIndexOf("....\n"));
            assertThat(examples.lines()).allMatch(line -> line.length() <= 69);
        });
    }

    @Test
    void theFirstLineIsASummary() {
        assertThat(dir.resolve("fileview-copy.adoc")).content()
                .contains(
                        "fileview-copy - copies a file and waits until the copy is on the device\n");
    }
}
