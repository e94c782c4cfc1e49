package io.fileview.labs.frozen;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.ShortForm;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.disk.DiskLab;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of the frozen-device lab, and what its judgement must not let pass. */
class FrozenDeviceLabTest {
    private static @Nullable String judge(
            Form form, long millis, boolean before, boolean after, String access, int exit) {
        return new Outcome(millis, before, after, access).wrong(form, exit, 100, 5_000);
    }

    @Test
    void collectionsGoOnBesideFormsThatWaitInNativeCode() {
        ShortForm.judge(
                "the frozen-device lab", new FrozenDeviceLab(), DiskLab.missing(FileSystem.EXT4));
    }

    @Test
    void aFormThatWaitsInNativeCodeMustNotDelayTheCollection() {
        assertThat(judge(Form.CALLED_READ, 20, true, true, Outcome.DONE, 0)).isNull();
        assertThat(judge(Form.CALLED_READ, 101, true, true, Outcome.DONE, 0))
                .isEqualTo("the collection took 101 ms");
        assertThat(judge(Form.CALLED_READ, 20, true, false, Outcome.DONE, 0))
                .startsWith("the access ended before the collection");
    }

    @Test
    void theControlMustDelayIt() {
        assertThat(judge(Form.RAW_READ, 4_900, true, true, Outcome.DONE, 0)).isNull();
        assertThat(judge(Form.RAW_READ, 4_900, true, false, Outcome.DONE, 0)).isNull();
        assertThat(judge(Form.RAW_READ, 200, true, true, Outcome.DONE, 0))
                .contains("the control failed");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void anAccessThatFailsOrDoesNotWaitProvesNothing(Form form) {
        long millis = form.waitsInNativeCode() ? 20 : 4_900;
        assertThat(judge(form, millis, true, true, Outcome.DONE, 0)).isNull();
        assertThat(judge(form, millis, false, false, Outcome.DONE, 0))
                .isEqualTo("the access did not wait for the device");
        assertThat(judge(form, millis, true, true, "java.io.IOException: no", 0))
                .isEqualTo("the access ended with java.io.IOException: no");
        assertThat(judge(form, millis, true, true, Outcome.DONE, 134))
                .isEqualTo("the JVM ended with 134");
    }

    @Test
    void outcomesAreLines() {
        Outcome outcome = new Outcome(12, true, false, "java.io.IOException: two words");
        assertThat(Outcome.parse(outcome.line())).isEqualTo(outcome);
    }
}
