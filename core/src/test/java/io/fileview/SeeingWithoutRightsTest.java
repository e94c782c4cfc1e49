package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process is told of pages that has no privileges; it gets no wrong answers. The children
 * have no AssertJ: they print what they see.
 */
@Tag("linux-only")
@NeedsKernel("has another user look at the file, in another process")
class SeeingWithoutRightsTest {
    private static final int PAGES = 64;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeAFileThatOthersMayRead() throws IOException {
        Needs.root();
        ChildJvm.openTo(directory);
        try (FileMapping memory = EngineUnderTest.memoryBuilder(1).open();
                View view = memory.map()) {
            file = Sample.file(directory, (int) (PAGES * view.pageSize()));
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void ofSomebodyElsesFileOnlyTheWorkingSetIsKnownToBeResident() throws Exception {
        assertThat(look(Protection.READ_ONLY))
                .contains(
                        "untouched: RESIDENT 0 of 64 unknown",
                        "untouched: WORKING_SET 0 of 0 unknown",
                        "untouched: DIRTY 0 of 64 unknown",
                        "untouched: share counts 64 times -1",
                        "untouched: cached unknown",
                        "half: RESIDENT 32 of 32 unknown",
                        "half: WORKING_SET 32 of 0 unknown",
                        "half: SHARED 0 of 32 unknown",
                        "half: REFERENCED 0 of 64 unknown",
                        "half: share counts 32 times -1, 32 times 1")
                .anyMatch(line -> line.startsWith("untouched: RESIDENT unknown because "))
                .anyMatch(line -> line.startsWith("untouched: DIRTY unknown because "))
                .anyMatch(line -> line.startsWith("half: REFERENCED unknown because "))
                .anyMatch(line -> line.startsWith("half: SHARED unknown because "));
    }

    @Test
    void pagesThatSomebodyElseHasTooAreSharedButNotCounted() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            view.prefetch();
            assertThat(look(Protection.READ_ONLY))
                    .contains(
                            "half: SHARED 32 of 32 unknown",
                            "half: share counts 64 times -1");
        }
    }

    @Test
    void ofAFileThatMayBeWrittenResidencyAndChangesAreKnown() throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(look(Protection.READ_ONLY))
                .contains(
                        "untouched: RESIDENT 64 of 0 unknown",
                        "untouched: cached 64 of 64",
                        "half: RESIDENT 64 of 0 unknown",
                        "half: share counts 32 times -1, 32 times 1");
        assertThat(look(Protection.READ_WRITE))
                .contains("half: RESIDENT 64 of 0 unknown")
                .anyMatch(SeeingWithoutRightsTest::knowsChanges);
    }

    @Test
    void ofAFileThatIsOnesOwnResidencyAndChangesAreKnown() throws Exception {
        Files.setAttribute(file, "unix:uid", 65534);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assertThat(look(Protection.READ_ONLY))
                .contains(
                        "untouched: RESIDENT 64 of 0 unknown",
                        "untouched: cached 64 of 64")
                .anyMatch(SeeingWithoutRightsTest::knowsChanges);
    }

    /** How many there are depends on what the kernel has written back since the file was made. */
    private static boolean knowsChanges(String line) {
        return line.matches("half: DIRTY [0-9]+ of 0 unknown");
    }

    @Test
    void privatePagesAreKnownOfAnyFile() throws Exception {
        assertThat(look(Protection.COPY_ON_WRITE))
                .contains(
                        "untouched: PRIVATE 0 of 0 unknown",
                        "half: PRIVATE 0 of 0 unknown",
                        "changed: PRIVATE 64 of 0 unknown",
                        "changed: RESIDENT 64 of 0 unknown",
                        "changed: share counts 64 times 1");
    }

    /** In a user namespace without users, whoever asks and the owner have the same number. */
    @Test
    void anOwnerWhomAUserNamespaceLacksIsNotTakenForOneself() throws Exception {
        Needs.userNamespaces();
        Files.setAttribute(file, "unix:uid", 1234);
        assertThat(look(Protection.READ_ONLY, "unshare", "--user"))
                .contains(
                        "untouched: RESIDENT 0 of 64 unknown",
                        "untouched: cached unknown",
                        "half: RESIDENT 32 of 32 unknown");
        Files.setAttribute(file, "unix:uid", 65534);
        assertThat(look(Protection.READ_ONLY, "unshare", "--user"))
                .contains(
                        "untouched: RESIDENT 64 of 0 unknown", "untouched: cached 64 of 64");
    }

    private List<String> look(Protection protection, String... tool) throws IOException {
        ChildJvm child = ChildJvm.of(Onlooker.class, file, protection).asNobody(directory);
        return (tool.length == 0 ? child : child.under(tool))
                .run()
                .lines()
                .toList();
    }

    /** Prints what it sees of a file that is all in the cache. */
    static final class Onlooker {
        private Onlooker() {}

        public static void main(String[] args) throws IOException {
            Protection protection = Protection.valueOf(args[1]);
            try (FileMapping mapping = EngineUnderTest.open(Path.of(args[0]), protection);
                    View view = mapping.map()) {
                print("untouched", view);
                // Trimmed, since the kernel maps neighbours of a page that is touched.
                view.prefetch();
                view.trim(view.length() / 2, view.length() / 2);
                print("half", view);
                if (protection == Protection.COPY_ON_WRITE) {
                    view.segment().fill((byte) 1);
                    print("changed", view);
                }
            }
        }

        private static void print(String when, View view) throws IOException {
            PageMap pages = view.pages();
            for (PageState state : PageState.values()) {
                System.out.println(
                        when + ": " + state + " " + pages.count(state) + " of "
                                + pages.unknown(state) + " unknown");
                pages.whyUnknown(state)
                        .ifPresent(
                                why -> System.out.println(
                                        when + ": " + state + " unknown because " + why));
            }
            int[] counts = new int[3];
            for (int page = 0; page < pages.pageCount(); page++) {
                counts[pages.shareCount(page) + 1]++;
            }
            System.out.println(
                    when + ": share counts "
                            + (counts[0] > 0 ? counts[0] + " times -1" : "")
                            + (counts[0] > 0 && counts[2] > 0 ? ", " : "")
                            + (counts[2] > 0 ? counts[2] + " times 1" : ""));
            System.out.println(
                    when + ": cached "
                            + view.cached()
                                    .map(counted -> counted.cached() + " of " + counted.pages())
                                    .orElse("unknown"));
        }
    }
}
