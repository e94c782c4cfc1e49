package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitReader;
import io.fileview.guarded.GuardedAccess;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.SeccompFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A container's seccomp filter denies system calls, with EPERM or with ENOSYS as if the kernel were
 * too old. What they do is done in another way, or one sentence says what denies it.
 */
@Tag("linux-only")
@NeedsKernel("denies system calls to another process")
class DeniedCallsTest {
    private static final String FILTER = "is denied by a seccomp filter (";

    @TempDir
    Path directory;

    private List<String> look(String... denied) throws IOException {
        Path file =
                Files.write(directory.resolve("file"), new byte[64 * EngineUnderTest.pageSize()]);
        return ChildJvm.of(Program.class, file, String.join(",", denied)).run().lines().toList();
    }

    private static Stream<String> each() {
        return Stream.of("statx", "mincore", "mlock", "mlock2", "cachestat", "memfd_create",
                "pagemap_scan", "faccessat2")
                .flatMap(call -> Stream.of(call + "=EPERM", call + "=ENOSYS"));
    }

    /** Also the control: whatever a filter denies, the rest is known. */
    @ParameterizedTest
    @MethodSource("each")
    void whatIsDeniedIsDoneInAnotherWayOrRefusedWithTheTrueReason(String denied)
            throws IOException {
        List<String> seen = look(denied);
        String call = denied.substring(0, denied.indexOf('='));
        String error = denied.substring(denied.indexOf('=') + 1);
        String why = call + " " + FILTER + error + ")";
        assertThat(seen)
                .contains("content true", "RESIDENT 64 of 0 unknown", "WORKING_SET 8 of 0 unknown",
                        "committed true", "read true");
        if (call.equals("cachestat")) {
            assertThat(seen).contains("DIRTY 0 of 64 unknown").anyMatch(
                    line -> line.startsWith("DIRTY unknown because " + why));
        } else {
            assertThat(seen).contains("DIRTY 8 of 0 unknown");
        }
        if (call.equals("mlock")) {
            assertThat(seen).anyMatch(
                    line -> line.startsWith("lock refused: ") && line.contains(why)
                            && !line.contains("RLIMIT"));
        } else {
            assertThat(seen).contains("locked 4");
        }
        if (call.equals("mlock2")) {
            assertThat(seen).anyMatch(
                    line -> line.startsWith("private lock refused: ") && line.contains(why));
        } else if (!call.equals("mlock")) {
            assertThat(seen).contains("private locked 4");
        }
        if (call.equals("memfd_create")) {
            assertThat(seen).anyMatch(
                    line -> line.startsWith("memory refused: ") && line.contains(why));
        } else {
            assertThat(seen).contains("memory 8192");
        }
        assertThat(seen).noneMatch(line -> line.contains("requires Linux"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EPERM", "ENOSYS"})
    void withoutMincoreAndCachestatOnlyTheWorkingSetIsKnownToBeResident(String error)
            throws IOException {
        assertThat(look("mincore=" + error, "cachestat=" + error))
                .contains("RESIDENT 8 of 56 unknown", "WORKING_SET 8 of 0 unknown")
                .anyMatch(
                        line -> line.startsWith(
                                "RESIDENT unknown because mincore " + FILTER + error));
    }

    @Test
    void withoutAFilterEverythingIsKnown() throws IOException {
        assertThat(look())
                .contains(
                        "RESIDENT 64 of 0 unknown",
                        "DIRTY 8 of 0 unknown",
                        "locked 4",
                        "private locked 4",
                        "memory 8192");
    }

    /** Prints what it can do under a filter. */
    static final class Program {
        private static final int PAGES_CHANGED = 8;

        private Program() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            List<String> denied =
                    args[1].isEmpty() ? List.of() : Arrays.asList(args[1].split(",", -1));
            SeccompFilter.deny(denied);
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                    View view =
                            mapping.view(0, 64 * mapping.pageSize()).advice(Advice.RANDOM).map()) {
                mapping.flush(Durability.DEVICE);
                view.prefetch();
                view.trim();
                GuardedAccess access = view.guarded();
                for (int page = 0; page < PAGES_CHANGED; page++) {
                    access.setByte(page * view.pageSize(), (byte) page);
                }
                print(view.pages());
                view.flush(Durability.DEVICE);
                byte[] content = Files.readAllBytes(file);
                System.out.println(
                        "content " + (content[Math.toIntExact(5 * view.pageSize())] == 5));
                lock("", view);
            }
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
                    View view = mapping.map()) {
                lock("private ", view);
            }
            try (FileMapping memory = EngineUnderTest.memoryBuilder(8192).open()) {
                System.out.println("memory " + memory.size());
            } catch (IOException refused) {
                System.out.println("memory refused: " + refused.getMessage());
            }
            try (CommitMapping mapping = CommitMapping.open(file); View view = mapping.map()) {
                view.guarded().setByte(9, (byte) 9);
                mapping.commit();
            } catch (MappingException refused) {
                System.out.println("commit refused: " + refused.getMessage());
                return;
            }
            System.out.println("committed " + (Files.readAllBytes(file)[9] == 9));
            try (CommitReader reader = CommitReader.open(file);
                    View view = reader.map();
                    CommitReader.ReadLock lock = reader.readLock()) {
                Objects.requireNonNull(lock);
                System.out.println("read " + (view.guarded().getByte(9) == 9));
            }
        }

        private static void lock(String kind, View view) throws IOException {
            try {
                view.lock(0, 4 * view.pageSize());
                System.out.println(kind + "locked " + view.pages().count(PageState.LOCKED));
                view.unlock();
            } catch (MappingException refused) {
                System.out.println(kind + "lock refused: " + refused.getMessage());
            }
        }

        private static void print(PageMap pages) {
            for (PageState state : PageState.values()) {
                System.out.println(
                        state + " " + pages.count(state) + " of " + pages.unknown(state)
                                + " unknown");
                pages.whyUnknown(state)
                        .ifPresent(
                                why -> System.out.println(state + " unknown because " + why));
            }
        }
    }
}
