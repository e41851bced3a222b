namespace Mote.Testing;

/// <summary>What a test run covers.</summary>
public static class TestScope
{
    public const string OnlyInAll = "a long sweep: ./test --all";

    /// <summary>./test --all</summary>
    public static bool All => Environment.GetEnvironmentVariable("MOTE_TEST_ALL") == "1";

    /// <summary>Rewrite stored snapshots instead of comparing with them; the diff is then reviewed.</summary>
    public static bool UpdatesGoldens => Environment.GetEnvironmentVariable("MOTE_UPDATE_GOLDEN") == "1";
}
