package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "names on Windows are UTF-16")
class PathTextTest {
    @Test
    void namesOfUtf8AreThemselves() {
        assertThat(PathText.of(Path.of("/a/b"))).isEqualTo(new PathText("/a/b", "/a/b", null));
        assertThat(PathText.of(path("/%C3%BC"))).isEqualTo(new PathText("/ü", "/ü", null));
    }

    @Test
    void ofOtherNamesTheBytesAreGiven() {
        assertThat(PathText.of(path("/a%FFb%E2%82")))
                .isEqualTo(
                        new PathText("/a\ufffdb\ufffd", "/a\\xffb\\xe2\\x82", "2f61ff62e282"));
    }

    @Test
    void relativePathsStayRelative() {
        Path path = path(Path.of("").toAbsolutePath().toUri().getRawPath() + "x/%FF");
        Path relative = Path.of("").toAbsolutePath().relativize(path);

        assertThat(relative).isRelative();
        assertThat(PathText.of(relative)).isEqualTo(new PathText("x/\ufffd", "x/\\xff", "782fff"));
    }

    @Test
    void whatControlsATerminalIsEscapedInALine() {
        assertThat(PathText.of(path("/a%1B%C2%9B%E2%80%AE%0A")).line())
                .isEqualTo("/a\\x1b\\x9b\\u202e\\n");
    }

    private static Path path(String escaped) {
        return Path.of(URI.create("file://" + escaped));
    }
}
