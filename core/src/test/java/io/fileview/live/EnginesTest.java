package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fileview.spi.Engine;
import io.fileview.spi.FileLocation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The choice among engines. */
class EnginesTest {
    private static final FileLocation A_PATH = FileLocation.of(Path.of("x"));
    private static final FileLocation A_URI = FileLocation.of(URI.create("other:/x"));

    private static final Engine BEST = engine("best", 10, null, true);
    private static final Engine GOOD = engine("good", 5, null, true);
    private static final Engine BROKEN = engine("broken", 99, "the test wants it", true);
    private static final Engine URIS = engine("uris", 1, null, false);

    /** Accepts paths, or URIs. */
    private static Engine engine(String name, int priority, String unavailable, boolean paths) {
        return (Engine) Proxy.newProxyInstance(
                EnginesTest.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "name", "toString" -> name;
                    case "priority" -> priority;
                    case "unavailableReason" -> Optional.ofNullable(unavailable);
                    case "accepts" ->
                        ((FileLocation) arguments[0]).path().isPresent() == paths;
                    case "equals" -> arguments[0] != null && arguments[0].toString().equals(name);
                    case "hashCode" -> name.hashCode();
                    default -> throw new AssertionError(method);
                });
    }

    private static Engines engines(Map<String, String> environment, Engine... builtIn) {
        return new Engines(List.of(builtIn), List.<Engine>of().iterator(), environment);
    }

    /** Providers that may fail to load. */
    private static Iterator<Engine> providers(List<Supplier<Engine>> providers) {
        Deque<Supplier<Engine>> left = new ArrayDeque<>(providers);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !left.isEmpty();
            }

            @Override
            public Engine next() {
                return left.remove().get();
            }
        };
    }

    @Test
    void theBestOneThatCanOpenTheFileIsChosen() {
        Engines engines = engines(Map.of(), GOOD, URIS, BROKEN, BEST);
        assertThat(engines.chooseFor(null, A_PATH)).isSameAs(BEST);
        assertThat(engines.chooseFor(null, A_URI)).isSameAs(URIS);
        assertThat(engines.chooseFor(null, null)).isSameAs(BEST);
    }

    @Test
    void theOneThatIsAskedForIsChosen() {
        Engines engines = engines(Map.of(), BEST, GOOD);
        assertThat(engines.chooseFor("good", A_PATH)).isSameAs(GOOD);
        assertThat(engines.chooseFor("good", null)).isSameAs(GOOD);
    }

    @Test
    void oneThatIsAskedForMustBeAvailableAndFit() {
        Engines engines = engines(Map.of(), BEST, BROKEN, URIS);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> engines.chooseFor("broken", A_PATH))
                .withMessage(
                        "the engine broken is unavailable because the test wants it; use another engine");
        assertThatIllegalArgumentException().isThrownBy(() -> engines.chooseFor("uris", A_PATH))
                .withMessage("the engine uris cannot open x; use another engine");
        assertThat(engines.chooseFor("uris", null)).isSameAs(URIS);
    }

    @Test
    void whereThereIsNoneThatIsTold() {
        Engines engines = engines(Map.of(), GOOD, BEST);
        assertThatIllegalArgumentException().isThrownBy(() -> engines.chooseFor("none", A_PATH))
                .withMessage("there is no engine named none; installed are [best, good]");
        assertThatIllegalArgumentException().isThrownBy(() -> engines.chooseFor(null, A_URI))
                .withMessage("no available engine can open other:/x; installed are [best, good]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engines(Map.of(), BROKEN).chooseFor(null, null))
                .withMessage("no available engine can open memory; installed are [broken]");
    }

    @Test
    void theEnvironmentChoosesForAProgramThatAsksForNone() {
        Map<String, String> environment = Map.of("FILEVIEW_ENGINE", " good ");
        assertThat(engines(environment, BEST, GOOD).chooseFor(null, A_PATH)).isSameAs(GOOD);
        assertThat(engines(environment, BEST, GOOD).chooseFor("best", A_PATH)).isSameAs(BEST);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engines(environment, BEST).chooseFor(null, A_PATH))
                .withMessage(
                        "there is no engine named good, as the environment variable FILEVIEW_ENGINE"
                                + " requires; installed are [best]");
        assertThat(engines(Map.of("FILEVIEW_ENGINE", " "), BEST, GOOD).chooseFor(null, A_PATH))
                .isSameAs(BEST);
    }

    @Test
    void providedEnginesJoinTheBuiltInOnes() {
        Engines engines =
                new Engines(List.of(GOOD), providers(List.of(() -> BEST, () -> URIS)), Map.of());
        assertThat(engines.chooseFor(null, A_PATH)).isSameAs(BEST);
        assertThat(engines.chooseFor("uris", A_URI)).isSameAs(URIS);
    }

    @Test
    void aBuiltInEngineIsNotReplacedByAnotherOfItsName() {
        Engine second = engine("good", 100, null, true);
        Engines engines = new Engines(List.of(GOOD), providers(List.of(() -> second)), Map.of());
        assertThat(engines.chooseFor(null, A_PATH)).isSameAs(GOOD);
    }

    @Test
    void aProviderThatCannotBeLoadedIsNamedAndKeepsNoneAway() {
        Engines engines =
                new Engines(
                        List.of(GOOD),
                        providers(
                                List.of(
                                        () -> {
                                            throw new ServiceConfigurationError("no provider a");
                                        },
                                        () -> {
                                            throw new NoClassDefFoundError("class b");
                                        },
                                        () -> URIS)),
                        Map.of());
        assertThat(engines.chooseFor("uris", A_URI)).isSameAs(URIS);
        assertThatIllegalArgumentException().isThrownBy(() -> engines.chooseFor("none", A_PATH))
                .withMessage(
                        "there is no engine named none; installed are [good, uris], and these could not"
                                + " be loaded: [no provider a, class b]");
    }

    @Test
    void anEngineThatIsGivenNeedNotBeInstalled() {
        assertThat(Engines.choose(GOOD, null, A_PATH)).isSameAs(GOOD);
        assertThat(Engines.choose(GOOD, "ignored", null)).isSameAs(GOOD);
        assertThatIllegalArgumentException().isThrownBy(() -> Engines.choose(GOOD, null, A_URI));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> Engines.choose(BROKEN, null, A_PATH));
    }

    @Test
    void theBuiltInEnginesAreInstalled() {
        assertThat(Engines.choose("portable", A_PATH).name()).isEqualTo("portable");
        assertThat(Engines.choose(null, "portable", A_PATH).name()).isEqualTo("portable");
        assertThatIllegalArgumentException().isThrownBy(() -> Engines.choose("none", A_PATH))
                .withMessageContaining("linux")
                .withMessageContaining("portable");
    }
}
