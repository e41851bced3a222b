using Mote.Recipes;

namespace Mote.Data.Tests;

/// <summary>The sets of ../shared/data, in the numbers that their READMEs give.</summary>
public class RecordedSetTests
{
    public static bool IsAvailable => SharedData.IsAvailable;

    [Theory(Skip = SharedData.Missing, SkipUnless = nameof(IsAvailable))]
    [InlineData("kws", "i16[1,16000] q(3.0517578E-05, 0)", 945, 242, 203, 10)]
    [InlineData("wakeword", "i16[1,8000] q(3.0517578E-05, 0)", 1184, 191, 309, 6)]
    [InlineData("har", "i16[1,128,6]", 2995, 777, 1524, 6)]
    [InlineData("spells", "i16[1,119,6]", 700, 150, 150, 5)]
    [InlineData("spells9", "i16[1,119,9]", 700, 150, 150, 5)]
    [InlineData("digits", "i16[1,64,2]", 701, 150, 149, 10)]
    [InlineData("bearing", "i16[1,1024]", 3109, 254, 1070, 4)]
    [InlineData("bearing0", "i16[1,1024]", 3109, 254, 254, 4)]
    [InlineData("ecg", "i16[1,259] q(0.001, 0)", 3165, 795, 3481, 3)]
    [InlineData("ecgraw", "i16[1,256] q(0.001, 0)", 3165, 795, 3481, 3)]
    [InlineData("mnist", "i8[1,28,28,1] q(0.003921569, -128)", 9000, 1000, 2000, 10)]
    [InlineData("fashion", "i8[1,28,28,1] q(0.003921569, -128)", 9000, 1000, 2000, 10)]
    [InlineData("cifar10", "i8[1,32,32,3] q(0.003921569, -128)", 9000, 1000, 2000, 10)]
    [InlineData("usps", "i8[1,16,16,1] q(0.003921569, -128)", 6291, 1000, 2007, 10)]
    [InlineData("person", "i8[1,128,64,3] q(0.003921569, -128)", 350, 66, 84, 2)]
    [InlineData("vww", "i8[1,96,96,3] q(0.003921569, -128)", 0, 0, 500, 2)]
    public void A_set_has_the_examples_that_its_README_counts(string name, string type, int train, int validation, int test, int classes)
    {
        var set = Sets.Load(name);
        Assert.StartsWith(type, set.Type.ToString(), StringComparison.Ordinal);
        Assert.Equal((train, validation, test), (set.Places(Split.Train).Length, set.Places(Split.Validation).Length, set.Places(Split.Test).Length));
        Assert.Equal(classes, set.Classes.Length);
        Assert.All(set.Examples.Where(e => e.Group.Length > 0 && name is not "bearing" and not "bearing0").GroupBy(e => e.Group),
            g => Assert.Single(g.Select(e => e.Split).Distinct()));
    }

    [Fact(Skip = SharedData.Missing, SkipUnless = nameof(IsAvailable))]
    public void Activities_have_the_windows_that_the_README_counts()
    {
        var set = Sets.Load("har");
        Assert.Equal([876, 798, 721, 927, 996, 978], set.Classes.Select((_, label) => set.Examples.Count(e => e.Label == label)));
        Assert.Equal(30, set.Examples.Select(e => e.Group).Distinct().Count());
    }

    [Fact(Skip = SharedData.Missing, SkipUnless = nameof(IsAvailable))]
    public void The_noises_beside_the_key_words_are_ten_seconds_long()
    {
        var noises = Sets.BackgroundNoises();
        Assert.Equal(6, noises.Length);
        Assert.All(noises, n => Assert.InRange(n.Length, 9 * 16000, 10 * 16000));
    }
}
