package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.Needs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names as the kernel knows them: any bytes but zero and the slash. */
@Tag("linux-only")
class PathBytesTest {
    private static final long SEED = 1917;

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** A name of any bytes, most of them near the edges of UTF-8. */
    private static byte[] someName(Random random) {
        byte[] name = new byte[1 + random.nextInt(12)];
        for (int i = 0; i < name.length; i++) {
            int b = switch (random.nextInt(4)) {
                case 0 -> 1 + random.nextInt(0x7f);
                case 1 -> 0x80 + random.nextInt(0x40);
                case 2 -> 0xc0 + random.nextInt(0x40);
                default -> 1 + random.nextInt(0xff);
            };
            name[i] = (byte) (b == '/' ? 'x' : b);
        }
        return name;
    }

    @Test
    void anyBytesComeBack() {
        System.out.println("names from the seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] name = someName(random);
            assertThat(PathBytes.encode(PathBytes.decode(name)))
                    .as("%s", HexFormat.of().formatHex(name))
                    .isEqualTo(name);
        }
        for (int b = 1; b < 256; b++) {
            byte[] one = {(byte) b};
            assertThat(PathBytes.encode(PathBytes.decode(one))).isEqualTo(one);
        }
        assertThat(PathBytes.decode(new byte[0])).isEmpty();
        assertThat(PathBytes.encode("")).isEmpty();
    }

    @Test
    void noTwoNamesHaveEqualStrings() {
        Random random = new Random(SEED);
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] name = Arrays.copyOf(someName(random), 1 + random.nextInt(3));
            String hex = HexFormat.of().formatHex(name);
            String before = seen.put(PathBytes.decode(name), hex);
            assertThat(before == null || before.equals(hex)).isTrue();
        }
    }

    @Test
    void whatIsUtf8IsReadAsSuchAndWhatIsNotByteByByte() {
        assertThat(PathBytes.decode("näme €😀".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("näme €😀");
        assertThat(PathBytes.decode(bytes("61ff62"))).isEqualTo("a\udcffb");
        assertThat(PathBytes.decode(bytes("61c3"))).isEqualTo("a\udcc3"); // cut off
        assertThat(PathBytes.decode(bytes("c0af"))).isEqualTo("\udcc0\udcaf"); // overlong
        assertThat(PathBytes.decode(bytes("edb380"))).isEqualTo("\udced\udcb3\udc80"); // surrogate
        assertThat(PathBytes.decode(bytes("ffc3a4"))).isEqualTo("\udcffä");
    }

    @Test
    void halfOfAPairIsRefused() {
        for (String name : new String[] {"\ud83d", "a\ud83db", "\ude00", "\udc7f", "\udd00"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> PathBytes.encode(name))
                    .withMessageContaining("an unpaired surrogate at index " + (name.length()
                            == 3 ? 1 : 0));
        }
        assertThat(PathBytes.encode("\udc80\udcff")).isEqualTo(bytes("80ff"));
        assertThat(PathBytes.encode("\ud83d\ude00"))
                .isEqualTo("😀".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesEndWithAZero() {
        try (Arena arena = Arena.ofConfined()) {
            assertThat(PathBytes.of("ä", arena).toArray(JAVA_BYTE)).isEqualTo(bytes("c3a400"));
            assertThat(PathBytes.of(Path.of("/a/b c"), arena).toArray(JAVA_BYTE))
                    .isEqualTo("/a/b c\0".getBytes(StandardCharsets.US_ASCII));
            assertThat(PathBytes.of(Path.of("b"), arena).toArray(JAVA_BYTE))
                    .isEqualTo("b\0".getBytes(StandardCharsets.US_ASCII));
            assertThat(PathBytes.of(Path.of(""), arena).toArray(JAVA_BYTE))
                    .isEqualTo(".\0".getBytes(StandardCharsets.US_ASCII));
            assertThat(PathBytes.terminated(new byte[0], arena).toArray(JAVA_BYTE))
                    .containsExactly(0);
        }
    }

    @Test
    void theLastNameIsThatOfThePath() {
        assertThat(PathBytes.lastName(Path.of("/"))).isEmpty();
        assertThat(PathBytes.lastName(Path.of("/a/bc"))).isEqualTo(bytes("6263"));
        assertThat(PathBytes.lastName(Path.of("/tmp"))).isEqualTo(bytes("746d70"));
        assertThat(PathBytes.lastName(Path.of("a/%41 b"))).isEqualTo(bytes("2534312062"));
    }

    @Test
    void aNameIsFoundBesideOthers() {
        Path directory = Path.of("/a/b");
        assertThat(PathBytes.resolve(directory, bytes("6364"))).isEqualTo(Path.of("/a/b/cd"));
        assertThat(PathBytes.resolve(directory, bytes("2f6364"))).isEqualTo(Path.of("/cd"));
        assertThat(PathBytes.resolve(directory, bytes("2e2e2f63"))).isEqualTo(
                Path.of("/a/b/../c"));
    }

    /** All of it in a locale that can express no byte above 127. */
    @Test
    void anyBytesComeBackInTheLocaleC() throws IOException {
        Needs.tool("env");
        String printed =
                ChildJvm.of(InLocaleC.class, SEED)
                        .under("env", "LC_ALL=C", "LANG=C")
                        .run();
        assertThat(printed).contains("sun.jnu.encoding ANSI_X3.4-1968").contains("2000 names");
    }

    /** Runs in a child. */
    static final class InLocaleC {
        private InLocaleC() {}

        public static void main(String[] args) {
            System.out.println("sun.jnu.encoding " + System.getProperty("sun.jnu.encoding"));
            Random random = new Random(Long.parseLong(args[0]));
            int names = 0;
            Path directory = Path.of("/some where/x");
            while (names < 2000) {
                byte[] name = someName(random);
                if (Arrays.equals(name, bytes("2e")) || Arrays.equals(name, bytes("2e2e"))) {
                    continue;
                }
                names++;
                require(name, PathBytes.encode(PathBytes.decode(name)));
                Path path = PathBytes.resolve(directory, name);
                require(name, PathBytes.lastName(path));
                try (Arena arena = Arena.ofConfined()) {
                    byte[] whole = PathBytes.of(path, arena).toArray(JAVA_BYTE);
                    byte[] prefix = "/some where/x/".getBytes(StandardCharsets.US_ASCII);
                    byte[] expected = Arrays.copyOf(prefix, prefix.length + name.length + 1);
                    System.arraycopy(name, 0, expected, prefix.length, name.length);
                    require(expected, whole);
                }
            }
            System.out.println(names + " names");
        }

        private static void require(byte[] expected, byte[] found) {
            if (!Arrays.equals(expected, found)) {
                throw new AssertionError(
                        HexFormat.of().formatHex(expected) + " became "
                                + HexFormat.of().formatHex(found));
            }
        }
    }
}
