package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.errors.SystemError;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void eachConstantIsTheErrorOfItsName() throws IllegalAccessException {
        int constants = 0;
        for (Field constant : Errno.class.getDeclaredFields()) {
            if (constant.getType() == int.class) {
                constants++;
                int number = constant.getInt(null);
                assertThat(SystemError.of(number)).map(Enum::name).contains(constant.getName());
            }
        }
        assertThat(constants).isPositive();
    }

    @Test
    void eachErrorHasItsName() {
        for (SystemError error : SystemError.values()) {
            assertThat(Errno.name(-error.number())).isEqualTo(error.name());
            assertThat(Errno.inWords(-error.number())).endsWith("(" + error.name() + ")");
        }
        assertThat(Errno.name(-4000)).isEqualTo("errno 4000");
        assertThat(Errno.remedy(-4000)).isEmpty();
    }
}
