package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.spi.Directory;
import io.fileview.spi.FileLocation;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.Disk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.SeccompFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EPERM and ENOSPC have several causes, of which only a proven one is named. */
@NeedsKernel("makes files immutable, and denies system calls to another process")
class PermissionCausesTest {
    @TempDir
    Path directory;

    private Disk disk;
    private Path locked;

    @BeforeEach
    void makeAnImmutableDirectory() throws IOException {
        Needs.root();
        Needs.loopDevices();
        Path image = directory.resolve("image");
        Files.write(image, new byte[16 << 20]);
        disk = Disk.inFile(directory.resolve("ext4"), image);
        locked = Files.createDirectory(disk.root().resolve("locked"));
        Files.write(locked.resolve("file"), new byte[100]);
        Files.write(disk.root().resolve("growing"), new byte[100]);
        Command.run("chattr", "+i", locked.toString());
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    /** With a filter that denies something else, too, as each container has one. */
    @Test
    void anImmutableDirectoryIsNotBlamedOnAFilter() throws Exception {
        for (String denied : List.of("", "memfd_create=EPERM")) {
            List<String> seen = look(denied);
            assertThat(seen).hasSize(4).allSatisfy(
                    line -> assertThat(line)
                            .contains("immutable", "append-only")
                            .doesNotContain("seccomp", "filter denies it"));
            assertThat(seen.get(0)).startsWith("remove " + locked.resolve("file") + ": ");
            assertThat(seen.get(1)).startsWith("rename " + locked.resolve("file") + ": ");
            assertThat(seen.get(2))
                    .startsWith("create " + locked.resolve("new") + ": ")
                    .contains("directory");
            assertThat(seen.get(3)).startsWith("grow " + disk.root().resolve("growing") + ": ");
        }
    }

    @Test
    @Tag("linux-only")
    void whatAFilterDeniesIsBlamedOnTheFilter() throws Exception {
        List<String> seen = look("unlinkat=EPERM", "renameat2=ENOSYS", "fallocate=EPERM");
        assertThat(seen.get(0))
                .contains("cannot be removed", "unlinkat is denied by a seccomp filter (EPERM)")
                .doesNotContain("immutable");
        assertThat(seen.get(1)).contains("renameat2 is denied by a seccomp filter (ENOSYS)");
        assertThat(seen.get(3)).contains("fallocate is denied by a seccomp filter (EPERM)");
    }

    @Test
    @Tag("linux-only")
    void aFullDirectoryMayLackInodes() throws Exception {
        List<String> seen = look("unlinkat=ENOSPC", "renameat2=EDQUOT");
        assertThat(seen.get(0))
                .startsWith("full remove " + locked.resolve("file") + ": ")
                .contains("cannot be removed", "(ENOSPC)", "bytes are free", "inodes");
        assertThat(seen.get(1))
                .startsWith("full rename " + locked.resolve("file") + ": ")
                .contains("cannot be renamed to other", "(EDQUOT)", "quota", "inodes");
    }

    private List<String> look(String... denied) throws IOException {
        Command.run("chattr", "-i", disk.root().resolve("growing").toString());
        return ChildJvm.of(Program.class, locked, String.join(",", denied)).run().lines().toList();
    }

    /** Prints how it is refused what changes the directory, and a file that has become immutable. */
    static final class Program {
        private Program() {}

        private interface Act {
            void run() throws IOException;
        }

        public static void main(String[] args) throws IOException {
            Path locked = Path.of(args[0]);
            Path file = locked.resolve("file");
            Path growing = locked.resolveSibling("growing");
            try (FileMapping open = EngineUnderTest.open(growing, Protection.READ_WRITE);
                    Directory directory =
                            EngineUnderTest.engine().resolve(FileLocation.of(file)).directory()) {
                Command.run("chattr", "+i", growing.toString());
                if (!args[1].isEmpty()) {
                    SeccompFilter.deny(Arrays.asList(args[1].split(",", -1)));
                }
                print("remove", () -> directory.remove("file"));
                print("rename", () -> directory.rename("file", "other"));
                print(
                        "create",
                        () -> EngineUnderTest.builder(locked.resolve("new"))
                                .protection(Protection.READ_WRITE)
                                .size(10)
                                .create()
                                .open()
                                .close());
                print("grow", () -> open.grow(100_000));
            }
        }

        private static void print(String what, Act act) {
            try {
                act.run();
                System.out.println(what + " worked");
            } catch (DiskFullException full) {
                System.out.println("full " + what + " " + full.getMessage());
            } catch (IOException refused) {
                System.out.println(what + " " + refused.getMessage());
            }
        }
    }
}
