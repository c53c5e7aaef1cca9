import java.io.FileInputStream;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Holds files against profiles: `VeraCheck 3a,ua1 FILE…`; ends with 1 when one of them fails. */
public class VeraCheck {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean failed = false;
        for (int n = 1; n < arguments.length; n++) {
            for (String profile : arguments[0].split(",")) {
                failed |= !passes(arguments[n], profile);
            }
        }
        System.exit(failed ? 1 : 0);
    }

    private static boolean passes(String file, String profile) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(profile);
        try (InputStream content = new FileInputStream(file);
             PDFAParser parser = Foundries.defaultInstance().createParser(content, flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + profile + " " + file);
            Map<String, String> said = new LinkedHashMap<>();
            for (TestAssertion one : result.getTestAssertions()) {
                if (one.getStatus() == TestAssertion.Status.FAILED) {
                    said.putIfAbsent(one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber(),
                        one.getMessage() + " @ " + one.getLocation().getContext());
                }
            }
            said.forEach((rule, message) -> System.out.println("  " + rule + " " + message));
            return result.isCompliant();
        }
    }
}
