namespace NeuralCore.Backends;

/// <summary>What an optimizer's step changes and reads of one parameter, all of one shape; states that the rule does not use are null.</summary>
/// <param name="P">The parameter.</param>
/// <param name="G">Its gradient.</param>
/// <param name="S0">The first state.</param>
/// <param name="S1">The second state.</param>
/// <param name="S2">The third state.</param>
public readonly record struct UpdateOperands(View P, View G, View? S0 = null, View? S1 = null, View? S2 = null);
