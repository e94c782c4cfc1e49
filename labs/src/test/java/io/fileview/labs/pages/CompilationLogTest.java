package io.fileview.labs.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading the log of compilations. */
class CompilationLogTest {
    private static final String OPERATIONS = "io.fileview.guarded.mapped.PageOperations";
    private static final String HANDLE = "java.lang.invoke.LambdaForm$DMH/0x01::invokeStatic";
    private static final String FORCED = "   force inline by CompileCommand";

    @TempDir
    private Path directory;

    private CompilationLog read(@Nullable Integer level, String... lines) throws IOException {
        return CompilationLog.read(
                Files.writeString(directory.resolve("log"), String.join("\n", lines)), level);
    }

    private static String compilation(String thread, String level, String method) {
        return "[" + thread + "][jit,compilation] 1090    b  " + level + "       " + method
                + " (116 bytes)";
    }

    private static String inlined(String thread, String method, String how) {
        return "[" + thread + "][jit,inlining   ]          @ 18   " + OPERATIONS + "::" + method
                + " (116 bytes)" + how;
    }

    @Test
    void onlyTheLevelThatIsAskedForCounts() throws IOException {
        String[] log = {
            compilation("1", "3", OPERATIONS + "::loadInt"),
            compilation("1", "4", OPERATIONS + "::loadLong"),
            compilation("1", "4", OPERATIONS + "::fill") + "   made not entrant: not used",
            compilation("1", "4", "java.lang.String::fill"),
        };
        assertThat(read(4, log).compiled()).containsExactly("loadLong");
        assertThat(read(3, log).compiled()).containsExactly("loadInt");
        assertThat(read(1, log).compiled()).isEmpty();
        assertThat(read(null, log).compiled()).isEmpty();
        assertThat(read(null, compilation("1", "", OPERATIONS + "::fill")).compiled())
                .containsExactly("fill");
    }

    @Test
    void whatAHandleInlinesIsCompiledInIt() throws IOException {
        CompilationLog log =
                read(
                        4,
                        compilation("1", "3", HANDLE),
                        inlined("1", "loadInt", FORCED),
                        compilation("1", "4", HANDLE),
                        inlined("1", "loadLong", FORCED),
                        inlined("1", "fill", "   failed to inline: too big"));
        assertThat(log.inHandles()).containsExactly("loadLong");
        assertThat(log.inCallers()).isEmpty();
        assertThat(log.compiled()).isEmpty();
    }

    @Test
    void anOperationThatIsInlinedIntoItsCallerIsFoundAtAnyLevel() throws IOException {
        CompilationLog log =
                read(
                        4,
                        compilation("1", "3", "io.fileview.guarded.GuardedAccess::getInt"),
                        inlined("1", "loadInt", "   inline (hot)"));
        assertThat(log.inCallers())
                .containsExactly("loadInt in io.fileview.guarded.GuardedAccess::getInt");
        assertThat(log.inHandles()).isEmpty();
    }

    @Test
    void theCompilersAreTwoThreads() throws IOException {
        CompilationLog log =
                read(
                        4,
                        compilation("1", "4", HANDLE),
                        compilation("2", "3", "java.lang.String::length"),
                        inlined("1", "loadInt", FORCED));
        assertThat(log.inHandles()).containsExactly("loadInt");
        assertThat(log.inCallers()).isEmpty();
    }
}
