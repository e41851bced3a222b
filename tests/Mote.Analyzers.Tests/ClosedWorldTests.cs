namespace Mote.Analyzers.Tests;

/// <summary>
/// What the build says of a switch over a closed family. CS8509 is the compiler's "not exhaustive", an error in this repository:
/// where it is gone, the switch has been proved complete.
/// </summary>
public class ClosedWorldTests
{
    [Theory]
    [InlineData("Circle => 1, Square => 2, Triangle => 3")]
    [InlineData("Circle c => c.Radius, Square s => s.Side, Triangle t => 3")]
    [InlineData("Circle or Square => 1, Triangle => 3")]
    [InlineData("Circle or (Square or Triangle) => 1")]
    [InlineData("Circle => 1, Square => 2, Polygon => 3")]
    [InlineData("Circle { } => 1, Square { } s => s.Side, Triangle => 3")]
    [InlineData("Circle(var r) => r, Square(_, _) => 2, Triangle => 3")]
    [InlineData("Circle { Radius: 0 } => 0, Circle => 1, Square => 2, Triangle => 3")]
    [InlineData("Circle c when c.Radius > 3 => 0, Circle => 1, Square => 2, Triangle => 3")]
    public void A_complete_switch_is_silent(string arms) => Assert.Equal("", Compiled.Body($"static int F(Shape x) => x switch {{ {arms} }};"));

    [Theory]
    [InlineData("Circle => 1, Square => 2")]
    [InlineData("Circle => 1, Polygon => 3")]
    [InlineData("Circle { Radius: 0 } => 0, Square => 2, Triangle => 3")]
    [InlineData("Circle(0) => 0, Square => 2, Triangle => 3")]
    [InlineData("Circle(var r) => r, Square(_, 0) => 2, Triangle => 3")]
    [InlineData("Circle c when c.Radius > 3 => 0, Square => 2, Triangle => 3")]
    [InlineData("Circle and { Radius: 1 } => 1, Square => 2, Triangle => 3")]
    [InlineData("not Circle => 1")]
    public void A_missing_case_stays_an_error(string arms) => Assert.Equal("CS8509", Compiled.Body($"static int F(Shape x) => x switch {{ {arms} }};"));

    [Fact]
    public void An_empty_switch_is_an_error() => Assert.Equal("CS8509", Compiled.Body("static int F(Shape x) => x switch { };"));

    [Theory]
    [InlineData("Circle => 1, _ => 2")]
    [InlineData("Circle => 1, var other => 2")]
    public void A_catch_all_hides_future_cases(string arms) => Assert.Equal("MOTEA01", Compiled.Body($"static int F(Shape x) => x switch {{ {arms} }};"));

    [Fact]
    public void A_condition_completes_nothing_and_hides_nothing() => Assert.DoesNotContain("MOTEA01",
        Compiled.Body("static int F(Shape x, int k) => x switch { var o when k > 0 => 0, Circle => 1, Square => 2, Triangle => 3 };"),
        StringComparison.Ordinal);

    [Fact]
    public void Tuples_are_not_checked_and_refused()
    {
        Assert.Equal("MOTEA02", Compiled.Body("static int F(Shape x, int k) => (x, k) switch { (Circle, 0) => 1, _ => 2 };"));
        Assert.Equal("", Compiled.Body("static int F(int x, int k) => (x, k) switch { (0, 0) => 1, _ => 2 };"));
    }

    [Fact]
    public void Switch_statements_are_not_checked_and_refused()
    {
        Assert.Equal("MOTEA02", Compiled.Body("static void F(Shape x) { switch (x) { case Circle: break; } }"));
        Assert.Equal("", Compiled.Body("static void F(Open x) { switch (x) { case OpenCase: break; } }"));
    }

    [Fact]
    public void Cases_in_another_assembly_are_refused()
    {
        Assert.Equal("MOTEA03", Compiled.Elsewhere("public sealed record Foreign : Shape;"));
        Assert.Equal("", Compiled.Elsewhere("public sealed record Fine : Open;"));
    }

    [Fact]
    public void A_family_of_another_assembly_is_known_there()
    {
        Assert.Equal("", Compiled.Elsewhere("static class U { static int F(Shape x) => x switch { Circle => 1, Square => 2, Triangle => 3 }; }"));
        Assert.Equal("CS8509", Compiled.Elsewhere("static class U { static int F(Shape x) => x switch { Circle => 1, Square => 2 }; }"));
    }

    [Theory]
    [InlineData("Circle => 1, Square => 2, Triangle => 3, null => 0", "")]
    [InlineData("Circle => 1, Square => 2, Triangle or null => 3", "")]
    [InlineData("Circle or null => 1, Square => 2", "CS8509")]
    public void Null_is_a_case_where_it_may_be(string arms, string codes) =>
        Assert.Equal(codes, Compiled.Body($"static int F(Shape? x) => x switch {{ {arms} }};"));

    [Fact]
    public void A_null_that_is_forgotten_is_reported() =>
        Assert.Contains("CS8", Compiled.Body("static int F(Shape? x) => x switch { Circle => 1, Square => 2, Triangle => 3 };"), StringComparison.Ordinal);

    [Fact]
    public void Other_families_are_left_alone()
    {
        Assert.Equal("CS8509", Compiled.Body("static int F(Open x) => x switch { OpenCase => 1 };"));
        Assert.Equal("", Compiled.Body("static int F(Open x) => x switch { OpenCase => 1, _ => 2 };"));
    }
}
