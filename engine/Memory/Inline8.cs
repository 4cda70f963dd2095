using System.Runtime.CompilerServices;

namespace NeuralCore.Memory;

/// <summary>Eight integers in place: what lets shapes and attributes be values, compared and copied without the heap.</summary>
[InlineArray(8)]
internal struct Inline8
{
    private int _element;
}
