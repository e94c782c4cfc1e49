package io.fileview.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test of what only Linux has, or lets a test bring about. Elsewhere it counts as skipped. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsLinuxCondition.class)
public @interface NeedsLinux {
    /** What the test does that needs Linux, to be read after "this test". */
    String value();
}
