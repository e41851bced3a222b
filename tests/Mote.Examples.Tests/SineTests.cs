using Mote.Examples.Tones;

namespace Mote.Examples.Tests;

public class SineTests
{
    [Fact]
    public void Agrees_with_the_library()
    {
        for (var turns = -3.0; turns < 3; turns += 0.001)
        {
            Assert.Equal(Math.Sin(2 * Math.PI * turns), Sine.Of(turns), 1e-11);
            Assert.Equal(Math.Cos(2 * Math.PI * turns), Sine.OfQuarterAhead(turns), 1e-11);
        }
    }
}
