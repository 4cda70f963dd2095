using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>The gradient of every op is right for whatever attributes and shapes its rules allow, not for its samples alone.</summary>
public sealed class ShapeTests
{
    // "op:state" of the one draw to be checked; see ShapeSearch.
    private static readonly string[]? Named = Environment.GetEnvironmentVariable(ShapeSearch.Variable)?.Split(':');

    public static IEnumerable<TheoryDataRow<string>> Ops =>
        from name in OpGenerators.All.Keys
        where Named is null || name == Named[0]
        select new TheoryDataRow<string>(name);

    private static void Check(string op, int draws, ulong seed)
    {
        var search = new ShapeSearch(op, OpGenerators.All[op]);
        var failure = Named is null ? search.Run(draws, seed) : search.Repeat(Named[1]);
        if (failure is not null) Assert.Fail(failure);
    }

    [Fact]
    public void Every_op_of_the_registry_says_how_it_may_be_drawn() =>
        Assert.Equal(OpRegistry.All.Select(info => info.Name).Order(), OpGenerators.All.Keys.Order());

    [Theory, MemberData(nameof(Ops))]
    public void The_gradient_is_right_for_random_shapes_and_attributes(string op) => Check(op, draws: 12, seed: 1);

    [Theory, MemberData(nameof(Ops)), Trait("Category", "Long")]
    public void The_gradient_is_right_for_many_random_shapes_and_attributes(string op) => Check(op, draws: 400, seed: 2);
}
