"""Shortest paths and strong components of a sparse graph, exactly, in whole numbers.

SciPy has both, and its import takes longer than all the searches of a case of ten thousand events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

Around = list[list[tuple[int, int]]]
"""For each node, the nodes that its arcs lead to, with their lengths."""


def around_each(size: int, arcs: Iterable[tuple[int, int, int]]) -> Around:
    """Return the arcs of a graph by the node that they start from.

    Args:
        size: Number of nodes.
        arcs: Tail, head and length of each.
    """
    around: Around = [[] for _ in range(size)]
    for tail, head, length in arcs:
        around[tail].append((head, length))
    return around


def distances(around: Around, starts: Iterable[tuple[int, int]]) -> list[int | None]:
    """Return how far each node is from where one may start (Dijkstra 1959); None is out of reach.

    Args:
        around: The graph; no arc has a negative length.
        starts: How far one has come at a node when one starts there, and the node.
    """
    found: list[int | None] = [None] * len(around)
    waiting: dict[int, list[int]] = {}
    for distance, node in starts:
        waiting.setdefault(distance, []).append(node)
    # Most events of a case are as far away as some others, so distances wait in line, and not each node.
    line = list(waiting)
    heapify(line)
    while line:
        distance = heappop(line)
        nodes = waiting[distance]
        for node in nodes:  # an arc without a length leads to one more of them
            if found[node] is not None:
                continue
            found[node] = distance
            for other, length in around[node]:
                if found[other] is not None:
                    continue
                if (there := distance + length) not in waiting:
                    waiting[there] = []
                    heappush(line, there)
                waiting[there].append(other)
    return found


def strong_groups(size: int, arcs: Iterable[tuple[int, int]]) -> list[int]:
    """Return a node of its group for each node: nodes that lead to each other are in one (Kosaraju).

    Args:
        size: Number of nodes.
        arcs: Tail and head of each.
    """
    onwards: list[list[int]] = [[] for _ in range(size)]
    backwards: list[list[int]] = [[] for _ in range(size)]
    for tail, head in arcs:
        onwards[tail].append(head)
        backwards[head].append(tail)
    finished = [node for _, nodes in _trees(onwards, range(size)) for node in nodes]
    groups = [0] * size
    for root, nodes in _trees(backwards, reversed(finished)):
        for node in nodes:
            groups[node] = root
    return groups


def _trees(around: Sequence[Sequence[int]], roots: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield each root that no tree before has reached, and the nodes of its tree, those further away first."""
    seen = [False] * len(around)
    for root in roots:
        if seen[root]:
            continue
        seen[root] = True
        finished: list[int] = []
        path = [(root, iter(around[root]))]
        while path:
            node, others = path[-1]
            for other in others:
                if not seen[other]:
                    seen[other] = True
                    path.append((other, iter(around[other])))
                    break
            else:
                path.pop()
                finished.append(node)
        yield root, finished
