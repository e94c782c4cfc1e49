package io.fileview.labs.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.kills.Job.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab of killed copies and patches notices what it looks for. */
class JobTest {
    @TempDir
    Path work;

    private Path target;
    private Path sources;

    @BeforeEach
    void makeDirectories() throws IOException {
        Assumptions.assumeTrue(
                (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
                "only root may give files away");
        target = Files.createDirectory(work.resolve("target"));
        sources = Files.createDirectory(work.resolve("sources"));
    }

    private Job job(Way way) throws IOException {
        return way.job(target, sources, 1, new SplittableRandom(1));
    }

    @Test
    void aCopyIsOldNewOrBroken() throws IOException {
        Job job = job(CopyJob.Way.PLAIN);
        job.prepare();
        assertThat(job.stateAfterKill()).contains(State.OLD);
        Path source = Path.of(job.command().get(job.command().size() - 2));
        Files.copy(source, job.target(), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(job.stateAfterKill()).contains(State.NEW);
        byte[] bytes = Files.readAllBytes(source);
        bytes[bytes.length - 1]++;
        Files.write(job.target(), bytes);
        assertThat(job.stateAfterKill()).contains(State.BROKEN);
        assertThat(job.stateAfterNext()).isEqualTo(State.BROKEN);
    }

    @Test
    void aCopyThatMoreMayReadThanTheSourceIsBroken() throws IOException {
        Job job = job(CopyJob.Way.PLAIN);
        job.prepare();
        Path source = Path.of(job.command().get(job.command().size() - 2));
        Files.copy(source, job.target(), StandardCopyOption.COPY_ATTRIBUTES);
        Files.setAttribute(job.target(), "unix:mode", 0666);
        assertThat(job.stateAfterKill()).contains(State.BROKEN);
    }

    @Test
    void whatIsBesideACopyIsLeftOver() throws IOException {
        Job job = job(CopyJob.Way.FORCE);
        job.prepare();
        assertThat(job.leftOver()).isEmpty();
        Path hidden = Files.createFile(target.resolve(".fileview-0.tmp"));
        assertThat(job.leftOver()).containsExactly(hidden.toString());
        assertThat(job.isSignOfWork(hidden.toString())).isTrue();
        assertThat(job.isSignOfWork(target + "/#123 (deleted)")).isTrue();
        assertThat(job.isSignOfWork(job.target().toString())).isFalse();
    }

    @Test
    void aPatchIsWholeAbsentOrBroken() throws IOException {
        Job job = job(PatchJob.Way.HEX);
        for (State wanted : State.values()) {
            job.prepare();
            if (wanted != State.OLD) {
                write(job, job.command(), wanted == State.BROKEN);
            }
            write(job, job.next(), false);
            assertThat(job.stateAfterNext()).isEqualTo(wanted);
        }
        assertThat(job.leftOver()).isEmpty();
    }

    /** Does what the command would do. */
    private static void write(Job job, List<String> command, boolean half) throws IOException {
        byte[] bytes = Files.readAllBytes(job.target());
        byte[] patch = HexFormat.of().parseHex(command.get(command.indexOf("--hex") + 1));
        int offset = Integer.parseInt(command.get(command.indexOf("--offset") + 1));
        System.arraycopy(patch, 0, bytes, offset, half ? patch.length / 2 : patch.length);
        Files.write(job.target(), bytes);
    }

    @Test
    void aPatchThatWasNotFollowedByTheNextIsBroken() throws IOException {
        Job job = job(PatchJob.Way.TEXT);
        job.prepare();
        assertThat(job.stateAfterKill()).isEmpty();
        assertThat(job.stateAfterNext()).isEqualTo(State.BROKEN);
    }
}
